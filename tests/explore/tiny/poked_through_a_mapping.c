/* A tracer stores into memory that its tracee shares with a third process. */
#include "tiny.h"
static int program(void)
{
	volatile long *s = shared();
	int tracee = fork();
	if (tracee == 0)
		for (;;)
			pause();
	int reader = fork();
	if (reader == 0)
		_exit((int)s[0]);
	call6(101, 0x4206, tracee, 0, 0, 0, 0); /* PTRACE_SEIZE */
	call6(101, 0x4207, tracee, 0, 0, 0, 0); /* PTRACE_INTERRUPT */
	waitpid(tracee, NULL, 0x40000000);
	DELAY();
	call6(101, 5, tracee, (long)s, 3, 0, 0); /* PTRACE_POKEDATA */
	int status = 0;
	waitpid(reader, &status, 0);
	kill(tracee, SIGKILL);
	return status >> 8;
}
