// needs: x86-64
/* The 128 bytes below the stack pointer belong to the function that runs: a frame on the same stack begins below them. */
#include "behaviour.h"
#include <ucontext.h>

static volatile long distance;

static void skip(int number, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	volatile char much[4000];
	memset((char *)much, 0x55, sizeof much);
	distance = (char *)uc->uc_mcontext.gregs[REG_RSP] - ((char *)uc - 8) >= 128 + (long)sizeof *uc - 8;
	uc->uc_mcontext.gregs[REG_RIP] += 2;
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = skip, .sa_flags = SA_SIGINFO};
	long sum = 0;
	CHECK(sigaction(SIGILL, &action, NULL) == 0);
	asm volatile(
		"lea -128(%%rsp), %%rsp\n\t" /* away from the compiler's own red zone */
		"mov $1, %%rcx\n"
		"1: mov %%rcx, %%rdx\n\t neg %%rdx\n\t mov %%rcx, (%%rsp, %%rdx, 8)\n\t inc %%rcx\n\t cmp $17, %%rcx\n\t jne 1b\n\t"
		"ud2\n\t"
		"mov $1, %%rcx\n"
		"2: mov %%rcx, %%rdx\n\t neg %%rdx\n\t add (%%rsp, %%rdx, 8), %0\n\t inc %%rcx\n\t cmp $17, %%rcx\n\t jne 2b\n\t"
		"lea 128(%%rsp), %%rsp"
		: "+r"(sum) : : "rcx", "rdx", "cc", "memory");
	printf("sum of the red zone %ld, the frame is below it: %ld\n", sum, distance);
	return 0;
}
