/* PTRACE_O_TRACEEXIT: the stop comes before the end, with the status to be; the memory is there still. */
#include "behaviour.h"
#include <sys/ptrace.h>

static volatile long word = 1234;

static int exits(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	word++;
	return 9;
}

static int is_killed(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	word += 2;
	raise(SIGTERM);
	return 9;
}

static void trace(int (*function)(void))
{
	unsigned long message = 0;
	int status;
	pid_t pid = child(function);
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACEEXIT) == 0);
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	while (status >> 16 == 0) {
		show_status(status);
		CHECK(ptrace(PTRACE_CONT, pid, 0, WSTOPSIG(status)) == 0);
		CHECK(waitpid(pid, &status, 0) == pid);
	}
	CHECK(ptrace(PTRACE_GETEVENTMSG, pid, 0, &message) == 0);
	printf("event %d message %#lx word %ld\n", status >> 16, message, ptrace(PTRACE_PEEKDATA, pid, &word, 0));
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	show_status(wait_status(pid));
}

int main(void)
{
	trace(exits);
	trace(is_killed);
	return 0;
}
