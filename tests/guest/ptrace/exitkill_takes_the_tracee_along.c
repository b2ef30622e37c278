/* PTRACE_O_EXITKILL: when the tracer ends, its tracee is killed; without it, it goes on. */
#include "behaviour.h"
#include <sys/prctl.h>
#include <sys/ptrace.h>

static int ends[2], go[2], options;

static int tracee(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	await(go); /* at the end of the file there is nothing to wait for */
	return 4;
}

static int tracer(void)
{
	int status;
	pid_t pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(ptrace(PTRACE_SETOPTIONS, pid, 0, options) == 0);
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	CHECK(write(ends[1], &pid, sizeof pid) == sizeof pid);
	return 0;
}

int main(void)
{
	int choices[] = {PTRACE_O_EXITKILL, 0};
	CHECK(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
	make_pipe(ends);
	for (int i = 0; i < 2; i++) {
		pid_t pid;
		make_pipe(go);
		options = choices[i];
		show_status(wait_status(child(tracer)));
		CHECK(read(ends[0], &pid, sizeof pid) == sizeof pid);
		if (!options)
			tell(go);
		show_status(wait_status(pid));
	}
	return 0;
}
