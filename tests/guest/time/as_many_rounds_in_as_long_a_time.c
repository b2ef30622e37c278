// slow
/* A loop that counts until a timer expires turns about as often each time. */
#include "behaviour.h"
#include <sys/time.h>

static volatile sig_atomic_t rung;

static void ring(int number)
{
	rung = number;
}

static unsigned long rounds(void)
{
	struct itimerval fifth_of_a_second = {{0, 0}, {0, 200000}};
	unsigned long count = 0;
	rung = 0;
	setitimer(ITIMER_REAL, &fifth_of_a_second, NULL);
	while (!rung)
		count++;
	return count;
}

int main(void)
{
	signal(SIGALRM, ring);
	rounds();
	double first = rounds(), second = rounds(), third = rounds();
	printf("second: %s\n", second > first / 2.5 && second < first * 2.5 ? "about as many" : "not");
	printf("third: %s\n", third > first / 2.5 && third < first * 2.5 ? "about as many" : "not");
	return 0;
}
