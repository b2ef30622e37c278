// needs: x86-64
#include "behaviour.h"
#include <ucontext.h>

static void handler(int number, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	uc->uc_mcontext.gregs[REG_RIP] += 2; /* over ud2 */
	uc->uc_mcontext.gregs[REG_RAX] = 77;
	sigaddset(&uc->uc_sigmask, SIGTERM);
	sigaddset(&uc->uc_sigmask, SIGKILL);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGILL, &action, NULL);
	long result = 0;
	__asm__ volatile("ud2" : "+a"(result)::"memory");
	printf("rax %ld\n", result);
	sigset_t now;
	sigprocmask(SIG_BLOCK, NULL, &now);
	for (int i = 1; i < 65; i++)
		if (sigismember(&now, i) == 1)
			printf("blocked %d\n", i);
	return 0;
}
