#include "behaviour.h"
#include <sys/ptrace.h>

static int tracee(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	pid_t pid = fork();
	if (pid == 0)
		_exit(11);
	int status;
	waitpid(pid, &status, 0);
	pid = vfork();
	if (pid == 0)
		_exit(12);
	waitpid(pid, &status, 0);
	return 10;
}

int main(void)
{
	int status, left = 1;
	pid_t pid = child(tracee), newest = 0;
	CHECK(waitpid(pid, &status, 0) == pid);
	SHOW(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACEEXIT));
	ptrace(PTRACE_CONT, pid, 0, 0);
	/* one after the other, each waited for by name: the order of stops is the same everywhere */
	for (int i = 0; i < 2; i++) {
		unsigned long message = 0;
		CHECK(waitpid(pid, &status, 0) == pid);
		ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
		newest = message;
		printf("event %d, signal %d, a child: %d\n", status >> 16, WSTOPSIG(status), newest > 0 && newest != pid);
		CHECK(waitpid(newest, &status, __WALL) == newest);
		show_status(status);
		ptrace(PTRACE_CONT, pid, 0, 0);
		ptrace(PTRACE_CONT, newest, 0, 0);
		CHECK(waitpid(newest, &status, __WALL) == newest);
		ptrace(PTRACE_GETEVENTMSG, newest, 0, &message);
		printf("event %d, message %lx\n", status >> 16, message);
		ptrace(PTRACE_CONT, newest, 0, 0);
		CHECK(waitpid(newest, &status, __WALL) == newest);
		show_status(status);
		if (i == 1) {
			CHECK(waitpid(pid, &status, 0) == pid);
			ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
			printf("event %d, the same child: %d\n", status >> 16, message == newest);
			ptrace(PTRACE_CONT, pid, 0, 0);
		}
		CHECK(waitpid(pid, &status, 0) == pid); /* SIGCHLD, or the exit event */
		while (WSTOPSIG(status) == SIGCHLD) {
			ptrace(PTRACE_CONT, pid, 0, 0);
			if (i == 0)
				break;
			CHECK(waitpid(pid, &status, 0) == pid);
		}
	}
	(void)left;
	printf("event %d\n", status >> 16);
	ptrace(PTRACE_CONT, pid, 0, 0);
	show_status(wait_status(pid));
}
