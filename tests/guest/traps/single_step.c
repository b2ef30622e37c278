// needs: x86-64
#include "faults.h"

static int count;

static void on_trap(int number, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	greg_t *regs = uc->uc_mcontext.gregs;
	printf("%s code %d addr is rip %d trapno %lld err %lld rip %+ld tf %d\n", signal_name(number), info->si_code,
	       (greg_t)info->si_addr == regs[REG_RIP], regs[REG_TRAPNO], regs[REG_ERR], (long)((char *)regs[REG_RIP] - expected_rip),
	       !!(regs[REG_EFL] & 0x100));
	if (++count == 5)
		regs[REG_EFL] &= ~0x100;
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO};
	sigaction(SIGTRAP, &action, NULL);
	__asm__ volatile("lea 1f(%%rip), %%rax\n mov %%rax, %0\n pushfq\n orq $0x100, (%%rsp)\n popfq\n 1: nop\n nop\n inc %%eax\n nop\n nop\n nop\n nop\n"
			 : "=m"(expected_rip)
			 :
			 : "rax", "cc", "memory");
	printf("%d traps\n", count);
	return 0;
}
