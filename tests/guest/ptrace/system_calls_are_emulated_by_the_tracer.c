// needs: x86-64
/* PTRACE_SYSEMU: the tracee stops in front of each call, which is not carried out; what the tracer leaves in rax is its result. */
#include "behaviour.h"
#include <sys/ptrace.h>
#include <sys/user.h>

static int ends[2];

static int tracee(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	long a = syscall(SYS_getppid);
	long b = syscall(SYS_write, ends[1], "not written", 11);
	long c = syscall(SYS_close, 99);
	long d = syscall(5000);
	return a == 1001 && b == 1002 && c == -1 && errno == ENOSYS && d == 1004 ? 42 : 1;
}

static const char *name_of(long number)
{
	return number == SYS_getppid ? "getppid" : number == SYS_write ? "write" : number == SYS_close ? "close" : number == 5000 ? "5000" : number == SYS_exit_group ? "exit_group" : "another";
}

int main(void)
{
	struct user_regs_struct regs;
	unsigned long message;
	siginfo_t info;
	int status;
	make_pipe(ends);
	pid_t pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	show_status(status);
	SHOW(ptrace(PTRACE_SYSEMU, pid, 0, 1000L));
	for (int call = 1; call < 5; call++) {
		ptrace(PTRACE_SYSEMU, pid, 0, 0);
		CHECK(waitpid(pid, &status, 0) == pid);
		show_status(status);
		ptrace(PTRACE_GETREGS, pid, 0, &regs);
		ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
		ptrace(PTRACE_GETSIGINFO, pid, 0, &info);
		printf("%s: rax %ld, message %lu, code %d\n", name_of(regs.orig_rax), (long)regs.rax, message, info.si_code);
		if (call != 3) {
			regs.rax = 1000 + call;
			ptrace(PTRACE_SETREGS, pid, 0, &regs);
		}
		if (call == 2) { /* with an exit stop after it, if the tracee goes on so; the call is left out all the same */
			ptrace(PTRACE_SYSCALL, pid, 0, 0);
			CHECK(waitpid(pid, &status, 0) == pid);
			show_status(status);
			ptrace(PTRACE_GETREGS, pid, 0, &regs);
			ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
			printf("exit of %s: rax %ld, message %lu\n", name_of(regs.orig_rax), (long)regs.rax, message);
		}
	}
	SHOW(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD));
	ptrace(PTRACE_SYSEMU, pid, 0, 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	ptrace(PTRACE_GETREGS, pid, 0, &regs);
	printf("%s at %d\n", name_of(regs.orig_rax), WSTOPSIG(status) & 0x80);
	/* it will not end, for exit_group is left out: back to the instruction that makes it, and without a trace */
	regs.rip -= 2;
	regs.rax = SYS_exit_group;
	ptrace(PTRACE_SETREGS, pid, 0, &regs);
	ptrace(PTRACE_CONT, pid, 0, 0);
	show_status(wait_status(pid));
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	char byte;
	SHOW(read(ends[0], &byte, 1));
}
