// needs: x86-64
#include "behaviour.h"
#include <sys/ptrace.h>
#include <sys/user.h>

static int tracee(void)
{
	long sum = 0;
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	asm volatile("int3\n\tinc %0\n\tinc %0\n\tinc %0\n\tint3" : "+r"(sum));
	return sum;
}

int main(void)
{
	struct user_regs_struct before, after;
	siginfo_t info;
	int status;
	pid_t pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	show_status(status);
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	show_status(status);
	ptrace(PTRACE_GETREGS, pid, 0, &before);
	for (int i = 0; i < 3; i++) {
		CHECK(ptrace(PTRACE_SINGLESTEP, pid, 0, 0) == 0);
		CHECK(waitpid(pid, &status, 0) == pid);
		show_status(status);
		ptrace(PTRACE_GETSIGINFO, pid, 0, &info);
		ptrace(PTRACE_GETREGS, pid, 0, &after);
		printf("code %d, %lld bytes on\n", info.si_code, after.rip - before.rip);
	}
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	show_status(status);
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	show_status(wait_status(pid));
}
