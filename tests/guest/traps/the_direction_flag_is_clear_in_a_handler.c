// needs: x86-64
/* The handler begins with DF clear; the flags of the interrupted code, carry and direction among them, come back with it. */
#include "behaviour.h"
#include <ucontext.h>

static unsigned long in_handler, in_frame;
static int change;

static void handler(int number, siginfo_t *info, void *context)
{
	unsigned long flags;
	asm volatile("pushfq\n\t pop %0" : "=r"(flags));
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	in_handler = flags & 0x400;
	in_frame = regs[REG_EFL] & 0xcd5;
	regs[REG_RIP] += 2;
	if (change)
		regs[REG_EFL] ^= 0xc1; /* carry, zero, sign */
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	CHECK(sigaction(SIGILL, &action, NULL) == 0);
	for (change = 0; change < 2; change++) {
		unsigned long after;
		asm volatile("lea -128(%%rsp), %%rsp\n\t xor %%eax, %%eax\n\t stc\n\t std\n\t ud2\n\t pushfq\n\t pop %0\n\t cld\n\t lea 128(%%rsp), %%rsp" : "=r"(after) : : "rax", "cc", "memory");
		printf("direction in the handler %lx, flags in the frame %lx, afterwards %lx\n", in_handler, in_frame, after & 0xcd5);
	}
	return 0;
}
