// A timer of SIGEV_THREAD_ID has its signal pending in a thread that blocks it; the thread ends, and with it the signal.  The timer can
// be set, read and deleted as before, it only reaches nobody.
#include "behaviour.h"
#include <pthread.h>
#include <time.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static timer_t timers[2];
static struct itimerspec past = {{1000, 0}, {1, 0}};

static void *owner(void *unused)
{
	sigset_t set;
	(void)unused;
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR1, .sigev_notify_thread_id = (pid_t)syscall(SYS_gettid)};
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 2; i++) {
		CHECK(timer_create(CLOCK_REALTIME, &event, &timers[i]) == 0);
		timer_settime(timers[i], TIMER_ABSTIME, &past, NULL);
	}
	usleep(1000);
	sigpending(&set);
	printf("pending in its thread: %d\n", sigismember(&set, SIGUSR1));
	return NULL;
}

int main(void)
{
	pthread_t thread;
	sigset_t set;
	CHECK(pthread_create(&thread, NULL, owner, NULL) == 0);
	pthread_join(thread, NULL);
	sigpending(&set);
	printf("pending in the leader: %d\n", sigismember(&set, SIGUSR1));
	SHOW(timer_settime(timers[0], TIMER_ABSTIME, &past, NULL));
	usleep(1000);
	SHOW(timer_delete(timers[0]));
	fflush(stdout);
	execl("/bin/true", "true", NULL); /* the other goes with the program */
	return 1;
}
