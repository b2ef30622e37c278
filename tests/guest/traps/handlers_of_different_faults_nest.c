// needs: x86-64
/* A fault of another kind inside a handler runs its own handler on top; each goes on behind the instruction that made it. */
#include "behaviour.h"
#include <ucontext.h>

static int depth;

static void handler(int number, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	sigset_t mask;
	sigprocmask(SIG_SETMASK, NULL, &mask);
	printf("%*s%s code %d, blocked now:", 2 * depth, "", signal_name(number), info->si_code);
	for (int i = 1; i < 32; i++)
		if (sigismember(&mask, i))
			printf(" %s", signal_name(i));
	printf("\n");
	depth++;
	if (number == SIGILL)
		asm volatile("xor %%ecx, %%ecx\n\t xor %%edx, %%edx\n\t div %%ecx" ::: "rax", "rcx", "rdx", "cc");
	if (number == SIGFPE)
		asm volatile("int3");
	if (number == SIGTRAP)
		asm volatile("xor %%eax, %%eax\n\t mov (%%rax), %%al" ::: "rax", "cc");
	depth--;
	if (number != SIGTRAP) /* after int3 it stands behind already */
		uc->uc_mcontext.gregs[REG_RIP] += 2;
	printf("%*s%s done\n", 2 * depth, "", signal_name(number));
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	int numbers[] = {SIGILL, SIGFPE, SIGTRAP, SIGSEGV};
	for (int i = 0; i < 4; i++)
		CHECK(sigaction(numbers[i], &action, NULL) == 0);
	asm volatile("ud2");
	printf("back\n");
	return 0;
}
