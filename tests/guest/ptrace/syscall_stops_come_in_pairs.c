// needs: x86-64
#include "behaviour.h"
#include <sys/ptrace.h>
#include <stddef.h>
#include <sys/user.h>

static int tracee(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	syscall(SYS_getuid);
	syscall(SYS_close, 99);
	syscall(SYS_getpid); /* the tracer makes another call of it */
	long r = syscall(SYS_getpgid, 0); /* the tracer leaves this out */
	return r == 77;
}

int main(void)
{
	struct user_regs_struct regs;
	int status;
	pid_t pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	show_status(status);
	SHOW(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD));
	int entry = 1;
	for (;;) {
		CHECK(ptrace(PTRACE_SYSCALL, pid, 0, 0) == 0);
		CHECK(waitpid(pid, &status, 0) == pid);
		if (!WIFSTOPPED(status))
			break;
		if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
			show_status(status);
			continue;
		}
		CHECK(ptrace(PTRACE_GETREGS, pid, 0, &regs) == 0);
		if (entry)
			printf("%s(%d)", regs.orig_rax == SYS_getuid ? "getuid" : regs.orig_rax == SYS_close ? "close" : regs.orig_rax == SYS_getpid ? "getpid" : regs.orig_rax == SYS_getpgid ? "getpgid" : "other", (int)regs.rdi % 100 * (regs.orig_rax == SYS_close));
		else
			printf(" = %lld\n", regs.orig_rax == SYS_getpid ? 0 : regs.rax);
		if (entry && (long)regs.rax != -ENOSYS)
			printf(" rax is not -ENOSYS");
		if (entry && regs.orig_rax == SYS_getpid) {
			regs.orig_rax = SYS_getuid;
			ptrace(PTRACE_SETREGS, pid, 0, &regs);
		}
		if (entry && regs.orig_rax == SYS_getpgid) {
			CHECK(ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct, orig_rax), -1L) == 0);
		}
		if (!entry && (long)regs.orig_rax == -1) {
			CHECK(ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct, rax), 77L) == 0);
		}
		entry = !entry;
	}
	printf("\n");
	show_status(status);
}
