// needs: x86-64
/* A step that a signal's handler comes in between ends at the handler's first instruction; the tracer's trap flag is in no frame. */
#include "behaviour.h"
#include <sys/ptrace.h>
#include <sys/user.h>
#include <ucontext.h>

static volatile long flags_in_frame, flags_pushed;

static void handler(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)info;
	flags_in_frame = ((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL] & 0x100;
}

static int tracee(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGUSR1, &action, NULL);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	asm volatile("int3\n\tnop\n\tnop\n\tpushf\n\tpop %0\n\tint3" : "=r"(flags_pushed) : : "memory");
	return flags_in_frame ? 1 : flags_pushed & 0x100 ? 2 : 3;
}

static pid_t pid;

static void go(const char *how, int request, long signal, unsigned long from)
{
	struct user_regs_struct regs;
	siginfo_t info = {0};
	int status;
	CHECK(ptrace(request, pid, 0, signal) == 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	printf("%s: ", how);
	show_status(status);
	if (!WIFSTOPPED(status))
		return;
	ptrace(PTRACE_GETREGS, pid, 0, &regs);
	ptrace(PTRACE_GETSIGINFO, pid, 0, &info);
	printf("  code %d, trap flag %d, ", info.si_code, !!(regs.eflags & 0x100));
	if (regs.rip == (unsigned long)handler)
		printf("at the handler\n");
	else if (regs.rip - from < 16)
		printf("%llu bytes on\n", regs.rip - from);
	else
		printf("elsewhere\n");
}

int main(void)
{
	struct user_regs_struct regs;
	int status;
	pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	ptrace(PTRACE_GETREGS, pid, 0, &regs);
	unsigned long start = regs.rip;
	go("step", PTRACE_SINGLESTEP, 0, start);
	go("step with a signal", PTRACE_SINGLESTEP, SIGUSR1, start);
	go("step in the handler", PTRACE_SINGLESTEP, 0, start);
	kill(pid, SIGUSR2);
	go("the next signal", PTRACE_CONT, 0, start);
	go("without it", PTRACE_CONT, 0, start);
	ptrace(PTRACE_GETREGS, pid, 0, &regs);
	regs.rip = start;
	ptrace(PTRACE_SETREGS, pid, 0, &regs);
	for (int i = 0; i < 4; i++)
		go("step", PTRACE_SINGLESTEP, 0, start);
	ptrace(PTRACE_GETREGS, pid, 0, &regs);
	regs.eflags |= 0x100; /* now it is the program's own */
	ptrace(PTRACE_SETREGS, pid, 0, &regs);
	go("on with the flag", PTRACE_CONT, 0, start);
	regs.eflags &= ~0x100;
	regs.rip = start + 5;
	ptrace(PTRACE_SETREGS, pid, 0, &regs);
	go("on", PTRACE_CONT, 0, start);
}
