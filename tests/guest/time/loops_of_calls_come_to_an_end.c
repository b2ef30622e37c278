// Programs that make the same calls until an alarm, a deadline, or a signal on processor time: each goes on for a second or two, and the time
// that is over then is the time that was asked for.
// slow
#include "behaviour.h"
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>

static volatile sig_atomic_t flag;
static sem_t ping, pong;

static void handler(int number)
{
	if (number != SIGUSR1)
		flag = 1;
}

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void *answer(void *unused)
{
	(void)unused;
	while (!flag) {
		sem_wait(&ping);
		sem_post(&pong);
	}
	return NULL;
}

static void *interrupt(void *thread)
{
	while (!flag)
		pthread_kill(*(pthread_t *)thread, SIGUSR1);
	return NULL;
}

#define LOOP(condition, what, name) \
	do { \
		double begin = seconds(); \
		flag = 0; \
		alarm(1); \
		while (condition) { \
			what; \
		} \
		alarm(0); \
		double took = seconds() - begin; \
		printf("%s: %s\n", name, took < 0.9 ? "less" : took < 1.5 ? "a second" : "more"); \
	} while (0)

int main(void)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	sigaction(SIGALRM, &action, NULL);
	sigaction(SIGPROF, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	int null = open("/dev/null", O_WRONLY), ends[2];
	pipe(ends);
	char byte = 0;
	double start = seconds();
	LOOP(!flag, write(null, &byte, 1), "write");
	LOOP(!flag, raise(SIGUSR1), "raise");
	LOOP(!flag, write(ends[1], &byte, 1); read(ends[0], &byte, 1), "pipe");
	LOOP(!flag, void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); munmap(page, 4096), "mmap");
	start = seconds();
	LOOP(seconds() - start < 1, struct stat about; stat(".", &about), "stat, the clock");
	struct itimerval second = {.it_value.tv_sec = 1};
	flag = 0;
	setitimer(ITIMER_PROF, &second, NULL);
	while (!flag)
		write(null, &byte, 1);
	clock_t used = clock();
	printf("processor time: %s\n", used > CLOCKS_PER_SEC ? "a second and more" : "less");

	pthread_t thread, self = pthread_self();
	sem_init(&ping, 0, 0);
	sem_init(&pong, 0, 0);
	flag = 0;
	pthread_create(&thread, NULL, answer, NULL);
	LOOP(!flag, sem_post(&ping); sem_wait(&pong), "semaphores of two threads");
	sem_post(&ping);
	pthread_join(thread, NULL);
	flag = 0;
	start = seconds();
	pthread_create(&thread, NULL, interrupt, &self);
	while (seconds() - start < 1)
		usleep(300000);
	flag = 1;
	pthread_join(thread, NULL);
	printf("interrupted sleeps: %s\n", seconds() - start < 1.5 ? "a second" : "more");
	return 0;
}
