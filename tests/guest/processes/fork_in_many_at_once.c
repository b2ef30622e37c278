// fork(2) under load: forty children at once, each with its own status, all waited for, each once.
#include "behaviour.h"

static int number;
static int one(void)
{
	for (int i = 0; i < number % 5; i++)
		usleep(1000);
	return number;
}
int main(void)
{
	int seen[40] = {0}, status, n = 0;
	for (number = 0; number < 40; number++)
		child(one);
	while (wait(&status) > 0) {
		CHECK(WIFEXITED(status));
		seen[WEXITSTATUS(status)]++, n++;
	}
	int each = 1;
	for (int i = 0; i < 40; i++)
		each &= seen[i] == 1;
	printf("%d children, each once %d, then %s\n", n, each, strerrorname_np(errno));
	return 0;
}
