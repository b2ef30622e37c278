#include "behaviour.h"
#include <sys/ptrace.h>

static int tracee(void)
{
	SHOW(ptrace(PTRACE_TRACEME, 0, 0, 0));
	SHOW(ptrace(PTRACE_TRACEME, 0, 0, 0));
	fflush(stdout);
	signal(SIGUSR1, SIG_IGN);
	raise(SIGUSR1); /* ignored, and the tracer sees it all the same */
	raise(SIGUSR2); /* the tracer takes it away */
	raise(SIGWINCH); /* the tracer makes SIGTERM of it */
	return 1;
}

int main(void)
{
	siginfo_t info;
	int status;
	pid_t pid = child(tracee);
	for (int i = 0; i < 3; i++) {
		CHECK(waitpid(pid, &status, 0) == pid);
		show_status(status);
		SHOW(ptrace(PTRACE_GETSIGINFO, pid, 0, &info));
		printf("%d %d\n", info.si_signo, info.si_code);
		SHOW(ptrace(PTRACE_CONT, pid, 0, i == 2 ? SIGTERM : 0));
	}
	show_status(wait_status(pid));
	SHOW(ptrace(PTRACE_CONT, pid, 0, 0));
}
