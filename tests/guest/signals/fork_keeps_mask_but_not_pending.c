#include "behaviour.h"

static int look(void)
{
	sigset_t set, pending;
	struct sigaction action;
	stack_t stack;
	sigprocmask(SIG_BLOCK, NULL, &set);
	sigpending(&pending);
	sigaction(SIGUSR1, NULL, &action);
	sigaltstack(NULL, &stack);
	printf("blocked %d pending %d ignored %d stack %#x %zu\n", sigismember(&set, SIGTERM), sigismember(&pending, SIGTERM),
	       action.sa_handler == SIG_IGN, stack.ss_flags, stack.ss_size);
	printf("alarm %u\n", alarm(0));
	return 0;
}

int main(void)
{
	static char bytes[65536];
	stack_t stack = {.ss_sp = bytes, .ss_size = sizeof bytes};
	sigset_t set;
	sigaltstack(&stack, NULL);
	signal(SIGUSR1, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGTERM);
	kill(getpid(), SIGTERM);
	alarm(100);
	show_status(wait_status(child(look)));
	look();
	return 0;
}
