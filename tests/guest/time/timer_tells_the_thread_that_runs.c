// A timer that expires while a thread of its process has the processor signals that thread, though the leader could take it too
// (Linux since 6.4); when all are asleep, the leader.
#include "behaviour.h"
#include <pthread.h>
#include <time.h>

static volatile pid_t taker;

static void handler(int number)
{
	(void)number;
	taker = (pid_t)syscall(SYS_gettid);
}

static void *arms(void *unused)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct itimerspec past = {.it_value.tv_sec = 1}, soon = {.it_value.tv_nsec = 3000000};
	timer_t timer;
	(void)unused;
	CHECK(timer_create(CLOCK_REALTIME, &event, &timer) == 0);
	timer_settime(timer, TIMER_ABSTIME, &past, NULL);
	while (!taker)
		;
	printf("at once: %s\n", taker == getpid() ? "the leader" : "the thread that armed it");
	taker = 0;
	timer_settime(timer, 0, &soon, NULL);
	while (!taker)
		;
	printf("while it turns in a loop: %s\n", taker == getpid() ? "the leader" : "the thread that runs");
	taker = 0;
	timer_settime(timer, 0, &soon, NULL);
	usleep(30000);
	printf("while all sleep: %s\n", taker == getpid() ? "the leader" : "another");
	return NULL;
}

int main(void)
{
	pthread_t thread;
	signal(SIGUSR1, handler);
	CHECK(pthread_create(&thread, NULL, arms, NULL) == 0);
	pthread_join(thread, NULL);
	return 0;
}
