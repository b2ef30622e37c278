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
	SHOW(ptrace(PTRACE_SEIZE, pid, 1, 0));
	SHOW(ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACESYSGOOD));
	SHOW(waitpid(pid, &status, WNOHANG)); /* it runs on */
	SHOW(ptrace(PTRACE_INTERRUPT, pid, 0, 0));
	CHECK(waitpid(pid, &status, 0) == pid);
	printf("%#x\n", status);
	SHOW(ptrace(PTRACE_CONT, pid, 0, 0));
	kill(pid, SIGSTOP);
	CHECK(waitpid(pid, &status, 0) == pid); /* signal-delivery-stop */
	printf("%#x\n", status);
	SHOW(ptrace(PTRACE_CONT, pid, 0, SIGSTOP));
	CHECK(waitpid(pid, &status, 0) == pid); /* group-stop */
	printf("%#x\n", status);
	SHOW(ptrace(PTRACE_LISTEN, pid, 0, 0));
	SHOW(waitpid(pid, &status, WNOHANG));
	kill(pid, SIGCONT);
	CHECK(waitpid(pid, &status, 0) == pid);
	printf("%#x\n", status);
	SHOW(ptrace(PTRACE_CONT, pid, 0, 0));
	CHECK(waitpid(pid, &status, 0) == pid);
	printf("%#x\n", status);
	SHOW(ptrace(PTRACE_DETACH, pid, 0, 0));
	tell(go);
	show_status(wait_status(pid));
}
