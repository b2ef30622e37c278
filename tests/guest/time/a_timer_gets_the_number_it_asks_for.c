// needs: x86-64
/* PR_TIMER_CREATE_RESTORE_IDS: while it is on, timer_create takes the number from where it writes it; taken ones are EBUSY. */
#include "behaviour.h"
#include <sys/prctl.h>
#include <time.h>

static int id;
static long ask(int wanted)
{
	id = wanted;
	return syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, &id);
}

int main(void)
{
	SHOW(prctl(77, 2, 0, 0, 0));
	SHOW(ask(99));
	printf("number %d\n", id);
	SHOW(prctl(77, 1, 0, 0, 0));
	SHOW(prctl(77, 2, 0, 0, 0));
	SHOW(ask(40));
	printf("number %d\n", id);
	SHOW(ask(40));
	SHOW(ask(0));
	SHOW(ask(-1));
	SHOW(syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, NULL));
	SHOW(syscall(SYS_timer_delete, 40));
	SHOW(ask(40));
	SHOW(prctl(77, 0, 0, 0, 0));
	SHOW(ask(7));
	printf("number %d\n", id);
	SHOW(prctl(77, 3, 0, 0, 0));
	SHOW(prctl(77, 1, 1, 0, 0));
	fflush(stdout);
	prctl(77, 1, 0, 0, 0);
	if (!fork()) {
		SHOW(prctl(77, 2, 0, 0, 0));
		fflush(stdout);
		_exit(0);
	}
	wait(NULL);
	return 0;
}
