#include "behaviour.h"
#include <sys/time.h>

static volatile int count;

static void handler(int number, siginfo_t *info, void *context)
{
	count++;
	printf("%s code %d pid %d\n", signal_name(number), info->si_code, info->si_pid);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGALRM, &action, NULL);
	printf("%u\n", alarm(-1u)); /* the longest */
	printf("%u\n", alarm(100));
	printf("%u\n", alarm(0));
	printf("%u\n", alarm(0));
	struct itimerval timer = {{0, 0}, {0, 300000}}, old;
	setitimer(ITIMER_REAL, &timer, NULL);
	printf("%u\n", alarm(5)); /* never 0 while armed */
	timer.it_value = (struct timeval){7, 600000};
	setitimer(ITIMER_REAL, &timer, &old);
	printf("old %ld\n", (long)old.it_value.tv_sec);
	printf("%u\n", alarm(0));
	timer.it_value = (struct timeval){7, 300000};
	setitimer(ITIMER_REAL, &timer, NULL);
	printf("%u\n", alarm(1));
	while (!count)
		pause();
	getitimer(ITIMER_REAL, &timer);
	printf("%ld %ld\n", (long)timer.it_value.tv_sec, (long)timer.it_value.tv_usec);
	return 0;
}
