/* siglongjmp out of a SIGSEGV leaves the alternate stack: it may be used, and set anew, again and again. */
#include "behaviour.h"
#include <setjmp.h>
#include <sys/mman.h>

static sigjmp_buf out;
static char stacks[2][1 << 16];
static int inside[2];

static void handler(int number, siginfo_t *info, void *context)
{
	char here;
	stack_t now;
	for (int i = 0; i < 2; i++)
		inside[i] += &here >= stacks[i] && &here < stacks[i] + sizeof stacks[i];
	CHECK(sigaltstack(NULL, &now) == 0 && now.ss_flags == SS_ONSTACK);
	CHECK(sigaltstack(&now, NULL) == -1);
	siglongjmp(out, 1);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	volatile int jumps = 0;
	CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
	char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (volatile int i = 0; i < 40; i++) {
		stack_t stack = {.ss_sp = stacks[i % 2], .ss_size = sizeof stacks[0]}, now;
		CHECK(sigaltstack(&stack, &now) == 0 && now.ss_flags == (i ? 0 : SS_DISABLE));
		if (sigsetjmp(out, 1))
			jumps++;
		else
			*(volatile char *)(page + i) = 1;
	}
	printf("%d jumps, on the first stack %d, on the second %d\n", jumps, inside[0], inside[1]);
	return 0;
}
