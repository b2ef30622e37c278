// needs: x86-64
/* The handler puts a value into the register the load would have filled and goes on behind the instruction. */
#include "behaviour.h"
#include <ucontext.h>

static volatile int loads;

static void emulate(int number, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	unsigned char *code = (unsigned char *)regs[REG_RIP];
	CHECK(code[0] == 0x48 && code[1] == 0x8b); /* mov (%rdi), %rax */
	regs[REG_RAX] = (long)info->si_addr * 3 + loads++;
	regs[REG_RIP] += 3;
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = emulate, .sa_flags = SA_SIGINFO};
	CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
	for (long address = 0; address < 4096; address += 1000) {
		long value = 0;
		asm volatile("mov (%%rdi), %%rax" : "=a"(value) : "D"(address));
		printf("%ld gives %ld\n", address, value);
	}
	printf("%d loads\n", loads);
	return 0;
}
