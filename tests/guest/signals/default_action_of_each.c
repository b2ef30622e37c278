// signal(7), "Standard signals": what each does by default, to a process that has done nothing about it.
#include "behaviour.h"
#include <sys/resource.h>

static int number;
static int take(void)
{
	raise(number);
	return 7;
}

int main(void)
{
	for (number = 1; number <= 64; number++) {
		if (number == 32 || number == 33)
			continue;
		pid_t p = child(take);
		int status;
		CHECK(waitpid(p, &status, WUNTRACED) == p);
		printf("%d: ", number);
		show_status(status);
		if (WIFSTOPPED(status)) {
			kill(p, SIGCONT);
			CHECK(waitpid(p, &status, WUNTRACED) == p);
			show_status(status);
		}
	}
	return 0;
}
