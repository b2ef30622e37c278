// sigaction(2), sa_mask: each signal of the mask waits until the handler is over.
#include "behaviour.h"

static int other, seen, order[4], n;
static void second(int s) { order[n++] = s; }
static void first(int s)
{
	raise(other);
	order[n++] = s;
	sigset_t p;
	sigpending(&p);
	seen = sigismember(&p, other);
}

int main(void)
{
	for (other = 1; other <= 64; other++) {
		if (other == SIGUSR1)
			continue;
		struct sigaction a = {.sa_handler = first}, b = {.sa_handler = second};
		sigemptyset(&a.sa_mask);
		if (sigaddset(&a.sa_mask, other) || sigaction(other, &b, NULL)) {
			printf("%d: %s\n", other, strerrorname_np(errno));
			continue;
		}
		sigaction(SIGUSR1, &a, NULL);
		n = 0;
		raise(SIGUSR1);
		printf("%d: pending inside %d, first %d then %d\n", other, seen, order[0] == SIGUSR1, order[1] == other);
	}
	return 0;
}
