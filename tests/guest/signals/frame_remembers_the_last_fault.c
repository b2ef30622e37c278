// needs: x86-64
#include "behaviour.h"
#include <ucontext.h>

static void handler(int number, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	printf("%s trapno %lld err %lld cr2 %#llx\n", signal_name(number), regs[REG_TRAPNO], regs[REG_ERR], regs[REG_CR2]);
	if (number == SIGSEGV)
		regs[REG_RIP] += 2; /* over mov (%rax), %eax */
}

static int in_child(void)
{
	raise(SIGUSR1);
	__asm__ volatile("int3");
	raise(SIGUSR1);
	return 0;
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGTRAP, &action, NULL);
	raise(SIGUSR1);
	__asm__ volatile("mov $0x1230, %%rax\n mov (%%rax), %%eax" ::: "rax", "memory");
	raise(SIGUSR1);
	wait_status(child(in_child));
	return 0;
}
