/* PTRACE_O_TRACEEXEC: an event instead of SIGTRAP, with the id the thread had before as its message; memory is the new program's. */
#include "behaviour.h"
#include <sys/ptrace.h>

static int tracee(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	execl("/proc/self/exe", "program", "again", NULL);
	return 1;
}

int main(int argc, char **argv)
{
	unsigned long message = 0;
	int status;
	if (argc > 1) {
		printf("the new program\n");
		return 7;
	}
	pid_t pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	show_status(status);
	SHOW(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACEEXEC));
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(ptrace(PTRACE_GETEVENTMSG, pid, 0, &message) == 0);
	printf("event %d, signal %s, the same id: %d\n", status >> 16, signal_name(WSTOPSIG(status)), (pid_t)message == pid);
	fflush(stdout);
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	show_status(wait_status(pid));
	return 0;
}
