#include "behaviour.h"
#include <sys/ptrace.h>

static const long constant = 0x1122334455667788;
static volatile long variable = 5;

static int tracee(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	return *(volatile long *)&constant == 9 && variable == 6;
}

int main(void)
{
	pid_t pid = child(tracee);
	int status;
	CHECK(waitpid(pid, &status, 0) == pid);
	errno = 0;
	printf("%lx %ld\n", ptrace(PTRACE_PEEKDATA, pid, &constant, 0), ptrace(PTRACE_PEEKTEXT, pid, &variable, 0));
	SHOW(ptrace(PTRACE_POKEDATA, pid, &constant, 9));
	SHOW(ptrace(PTRACE_POKETEXT, pid, &variable, 6));
	SHOW(ptrace(PTRACE_PEEKDATA, pid, 8, 0));
	SHOW(ptrace(PTRACE_POKEDATA, pid, 8, 0));
	printf("%lx %ld\n", *(volatile long *)&constant, variable);
	SHOW(ptrace(PTRACE_CONT, pid, 0, 0));
	show_status(wait_status(pid));
}
