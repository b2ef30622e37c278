#include "behaviour.h"

static char stack[1 << 16];

static void handler(int number, siginfo_t *info, void *context)
{
	printf("%s code %d\n", signal_name(number), info->si_code);
	fflush(stdout);
	_exit(5);
}

static int overflow(volatile char *above)
{
	volatile char frame[4096];
	frame[0] = above[0];
	return overflow(frame) + frame[1];
}

static int with_stack(void)
{
	stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
	sigaltstack(&alternate, NULL);
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	sigaction(SIGSEGV, &action, NULL);
	char first = 0;
	return overflow(&first);
}

static int without(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGSEGV, &action, NULL);
	char first = 0;
	return overflow(&first);
}

int main(void)
{
	show_status(wait_status(child(with_stack)));
	show_status(wait_status(child(without)));
	return 0;
}
