// needs: x86-64
/* A tracee that has stopped at the entry of a call has begun it: a signal that comes then is taken when the call is over. */
#include "behaviour.h"
#include <sys/ptrace.h>
#include <sys/user.h>

static void handler(int number)
{
	(void)number;
}

static int tracee(void)
{
	signal(SIGUSR1, handler);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	syscall(SYS_getppid);
	syscall(SYS_pause);
	return 5;
}

int main(void)
{
	struct user_regs_struct regs;
	int status, sent = 0;
	pid_t pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD);
	for (long signal = 0;;) {
		ptrace(PTRACE_SYSCALL, pid, 0, signal);
		CHECK(waitpid(pid, &status, 0) == pid);
		if (!WIFSTOPPED(status))
			break;
		ptrace(PTRACE_GETREGS, pid, 0, &regs);
		signal = 0;
		if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
			signal = WSTOPSIG(status);
			printf("%s\n", signal_name(signal));
			continue;
		}
		const char *name = regs.orig_rax == SYS_getppid ? "getppid" : regs.orig_rax == SYS_pause ? "pause" : regs.orig_rax == SYS_rt_sigreturn ? "rt_sigreturn" : regs.orig_rax == SYS_exit_group ? "exit_group" : "another";
		long rax = (long)regs.rax == getpid() ? 1 : (long)regs.rax;
		printf("%s: %ld\n", name, rax);
		if (rax == -ENOSYS && (sent == 0 || regs.orig_rax == SYS_pause)) {
			sent++;
			kill(pid, SIGUSR1);
		}
	}
	show_status(status);
}
