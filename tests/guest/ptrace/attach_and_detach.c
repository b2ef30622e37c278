#include "behaviour.h"
#include <sys/ptrace.h>

static int go[2];
static int sleeper(void)
{
	await(go);
	return 4;
}

int main(void)
{
	int status;
	make_pipe(go);
	pid_t pid = child(sleeper);
	SHOW(ptrace(PTRACE_CONT, pid, 0, 0));
	SHOW(ptrace(PTRACE_ATTACH, pid, 0, 0));
	SHOW(ptrace(PTRACE_ATTACH, pid, 0, 0));
	CHECK(waitpid(pid, &status, 0) == pid);
	show_status(status);
	SHOW(ptrace(PTRACE_ATTACH, getpid(), 0, 0));
	SHOW(ptrace(PTRACE_ATTACH, 99999999, 0, 0));
	SHOW(ptrace(1000, pid, 0, 0));
	SHOW(ptrace(PTRACE_CONT, pid, 0, 65));
	SHOW(ptrace(PTRACE_SETOPTIONS, pid, 0, 1 << 28));
	SHOW(ptrace(PTRACE_INTERRUPT, pid, 0, 0));
	SHOW(ptrace(PTRACE_DETACH, pid, 0, 0));
	SHOW(ptrace(PTRACE_DETACH, pid, 0, 0));
	tell(go);
	show_status(wait_status(pid));
}
