#include "behaviour.h"

static int number;
static int die(void) { raise(number); return 0; }

int main(void)
{
	int numbers[] = { SIGKILL, SIGTERM, SIGHUP, SIGUSR1, SIGPIPE, SIGALRM, SIGSEGV, SIGABRT, 40 };
	for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		number = numbers[i];
		show_status(wait_status(child(die)));
	}
}
