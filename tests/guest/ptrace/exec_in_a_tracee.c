#include "behaviour.h"
#include <sys/ptrace.h>

static int tracee(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	execl("/proc/self/exe", "again", "x", NULL);
	return 1;
}

static int with_event(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	execl("/proc/self/exe", "again", "x", NULL);
	return 1;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return 8;
	int status;
	pid_t pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	show_status(status); /* SIGTRAP */
	ptrace(PTRACE_CONT, pid, 0, 0);
	show_status(wait_status(pid));
	pid = child(with_event);
	CHECK(waitpid(pid, &status, 0) == pid);
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACEEXEC);
	ptrace(PTRACE_CONT, pid, 0, 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	unsigned long message = 0;
	ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
	printf("%#x, former tid %d\n", status, message == pid);
	ptrace(PTRACE_CONT, pid, 0, 0);
	show_status(wait_status(pid));
}
