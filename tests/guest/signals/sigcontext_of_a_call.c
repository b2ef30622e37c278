// needs: x86-64
#include "behaviour.h"
#include <ucontext.h>

/* What a handler sees of the call that the signal came in: result, and where it goes on. */
static int ends[2];

static void handler(int number, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	unsigned char *next = (unsigned char *)regs[REG_RIP];
	printf("%s: rax %lld, at the instruction %d, behind it %d, rcx is rip %d\n", signal_name(number), regs[REG_RAX],
	       next[0] == 0x0f && next[1] == 0x05, next[-2] == 0x0f && next[-1] == 0x05, regs[REG_RCX] == regs[REG_RIP]);
}

static int disturb(void)
{
	usleep(20000);
	kill(getppid(), SIGUSR1);
	usleep(20000);
	kill(getppid(), SIGUSR2);
	usleep(20000);
	return 0;
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART};
	char byte;
	sigaction(SIGUSR1, &action, NULL);
	action.sa_flags = SA_SIGINFO;
	sigaction(SIGUSR2, &action, NULL);
	make_pipe(ends);
	syscall(SYS_tkill, gettid(), SIGUSR1);
	pid_t pid = child(disturb);
	SHOW(syscall(SYS_read, ends[0], &byte, 1));
	wait_status(pid);
	pid = child(disturb);
	SHOW(pause());
	SHOW(pause());
	wait_status(pid);
	return 0;
}
