// needs: x86-64
/* A single step over a system call, one that is made and one that is left out, and out of each kind of stop. */
#include "behaviour.h"
#include <sys/ptrace.h>
#include <sys/user.h>

static int tracee(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	long a;
	asm volatile("int3\n\t"
		     "mov $102, %%eax\n\t syscall\n\t nop\n\t nop\n\t nop\n\t"
		     "mov $102, %%eax\n\t syscall\n\t nop\n\t nop\n\t nop\n\t"
		     "mov $102, %%eax\n\t syscall\n\t nop\n\t nop\n\t nop\n\t"
		     "mov $102, %%eax\n\t syscall\n\t nop\n\t nop\n\t nop\n\t"
		     : "=a"(a) : : "rcx", "r11", "memory");
	return 0;
}

static pid_t pid;
static unsigned long start;

static void go(const char *how, int request)
{
	struct user_regs_struct regs;
	siginfo_t info;
	int status;
	CHECK(!request || ptrace(request, pid, 0, 0) == 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	if (!WIFSTOPPED(status)) {
		show_status(status);
		return;
	}
	ptrace(PTRACE_GETREGS, pid, 0, &regs);
	ptrace(PTRACE_GETSIGINFO, pid, 0, &info);
	if (!start)
		start = regs.rip;
	printf("%s: signal %d code %d at %llu rax %lld trap flag %d\n", how, WSTOPSIG(status), info.si_code, regs.rip - start,
	       (long long)regs.rax == getuid() ? 0 : regs.rax, !!(regs.eflags & 0x100));
}

int main(void)
{
	pid = child(tracee);
	go("to the breakpoint", 0);
	for (int i = 0; i < 4; i++)
		go("step", PTRACE_SINGLESTEP);
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD);
	go("syscall", PTRACE_SYSCALL);
	go("step from the entry", PTRACE_SINGLESTEP);
	go("step", PTRACE_SINGLESTEP);
	go("sysemu", PTRACE_SYSEMU);
	go("step from the emulation", PTRACE_SINGLESTEP);
	go("step", PTRACE_SINGLESTEP);
	for (int i = 0; i < 8; i++)
		go("sysemu step", PTRACE_SYSEMU_SINGLESTEP);
	ptrace(PTRACE_KILL, pid, 0, 0);
	show_status(wait_status(pid));
}
