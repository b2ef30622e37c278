// Timers go on to expire while the threads of a killed process end one after the other: nobody gets their signals.
#include "behaviour.h"
#include <pthread.h>
#include <time.h>

static void *turns(void *unused)
{
	for (volatile unsigned long i = 0;; i++)
		;
	return unused;
}

static int arms(void)
{
	pthread_t thread;
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct itimerspec often = {{0, 50000}, {0, 50000}};
	timer_t timers[16];
	signal(SIGUSR1, SIG_DFL);
	sigset_t set;
	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 16; i++) {
		timer_create(CLOCK_MONOTONIC, &event, &timers[i]);
		timer_settime(timers[i], 0, &often, NULL);
	}
	for (int i = 0; i < 8; i++)
		pthread_create(&thread, NULL, turns, NULL);
	usleep(5000);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return 0;
}

int main(void)
{
	for (int i = 0; i < 3; i++) {
		int status;
		waitpid(child(arms), &status, 0);
		show_status(status);
	}
	return 0;
}
