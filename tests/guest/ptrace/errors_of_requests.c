/* Who is not traced, or runs, is ESRCH; what is no request is EIO; what is no option is EINVAL. */
#include "behaviour.h"
#include <sys/ptrace.h>

static int ends[2], back[2];

static int tracee(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	SHOW(ptrace(PTRACE_TRACEME, 0, 0, 0));
	fflush(stdout);
	raise(SIGSTOP);
	tell(back);
	await(ends);
	return 0;
}

static int untraced(void)
{
	await(ends);
	return 0;
}

int main(void)
{
	int status;
	long word = 0;
	make_pipe(ends);
	make_pipe(back);
	pid_t pid = child(untraced);
	SHOW(ptrace(PTRACE_CONT, pid, 0, 0));
	SHOW(ptrace(PTRACE_PEEKDATA, pid, &word, 0));
	SHOW(ptrace(PTRACE_DETACH, pid, 0, 0));
	SHOW(ptrace(PTRACE_KILL, pid, 0, 0));
	SHOW(ptrace(PTRACE_ATTACH, getpid(), 0, 0));
	SHOW(ptrace(PTRACE_ATTACH, 0, 0, 0));
	SHOW(ptrace(PTRACE_ATTACH, 1 << 30, 0, 0));
	tell(ends);
	show_status(wait_status(pid));
	pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	show_status(status);
	SHOW(ptrace(PTRACE_SETOPTIONS, pid, 0, 1 << 30));
	SHOW(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD));
	SHOW(ptrace(12345, pid, 0, 0));
	SHOW(ptrace(PTRACE_PEEKDATA, pid, 0, 0));
	SHOW(ptrace(PTRACE_POKEDATA, pid, 0, 0));
	SHOW(ptrace(PTRACE_GETSIGINFO, pid, 0, (void *)8));
	SHOW(ptrace(PTRACE_LISTEN, pid, 0, 0));
	SHOW(ptrace(PTRACE_ATTACH, pid, 0, 0));
	SHOW(ptrace(PTRACE_SEIZE, pid, 0, 0));
	SHOW(ptrace(PTRACE_CONT, pid, 0, 0));
	await(back);
	SHOW(ptrace(PTRACE_CONT, pid, 0, 0)); /* it runs, or sleeps in a read: no stop */
	SHOW(ptrace(PTRACE_GETSIGINFO, pid, 0, &word));
	tell(ends);
	show_status(wait_status(pid));
	return 0;
}
