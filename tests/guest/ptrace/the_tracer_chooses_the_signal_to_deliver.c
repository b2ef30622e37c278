/* A signal a tracee stopped at is dropped by CONT with 0, exchanged for another, or given; DETACH can give one too. */
#include "behaviour.h"
#include <sys/ptrace.h>

static void handler(int number)
{
	printf("handler: %s\n", signal_name(number));
	fflush(stdout);
}

static int tracee(void)
{
	signal(SIGUSR1, handler);
	signal(SIGUSR2, handler);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	for (int i = 0; i < 4; i++) {
		raise(SIGUSR1);
		printf("after %d\n", i);
		fflush(stdout);
	}
	return 3;
}

static void trace(int last)
{
	int give[] = {0, SIGUSR1, SIGUSR2, last}, status;
	pid_t pid = child(tracee);
	for (int i = 0; i < 4; i++) {
		CHECK(waitpid(pid, &status, 0) == pid);
		show_status(status);
		fflush(stdout);
		CHECK(ptrace(i == 3 ? PTRACE_DETACH : PTRACE_CONT, pid, 0, give[i]) == 0);
	}
	show_status(wait_status(pid));
}

int main(void)
{
	int status;
	trace(SIGUSR2);
	trace(SIGTERM);
	pid_t pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	SHOW(ptrace(PTRACE_CONT, pid, 0, 65));
	SHOW(ptrace(PTRACE_CONT, pid, 0, -1));
	SHOW(ptrace(PTRACE_CONT, pid, 0, SIGKILL));
	show_status(wait_status(pid));
	return 0;
}
