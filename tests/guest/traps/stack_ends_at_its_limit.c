// needs: x86-64
/* The stack grows until RLIMIT_STACK, to the page; then the access is SIGSEGV with SEGV_MAPERR or ACCERR at that address. */
#include "faults.h"
#include <sys/resource.h>

static char *top;
static unsigned long limit;

static void on_overflow(int number, siginfo_t *info, void *context)
{
	long depth = top - (char *)info->si_addr;
	printf("%s code %d at %s the limit\n", signal_name(number), info->si_code,
	       depth > (long)limit - 300000 && depth < (long)limit + 300000 ? "about" : "not near");
	fflush(stdout);
	_exit(0);
}

static int descend(void)
{
	volatile char page[4096];
	page[0] = 1;
	return descend() + page[0];
}

static int with_limit(void)
{
	static char alternate[1 << 16];
	stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
	struct sigaction action = {.sa_sigaction = on_overflow, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	struct rlimit r = {limit, limit};
	char here;
	top = &here;
	CHECK(setrlimit(RLIMIT_STACK, &r) == 0);
	sigaltstack(&stack, NULL);
	sigaction(SIGSEGV, &action, NULL);
	return descend();
}

static int without_alternate_stack(void)
{
	struct rlimit r = {limit, limit};
	struct sigaction action = {.sa_sigaction = on_overflow, .sa_flags = SA_SIGINFO};
	CHECK(setrlimit(RLIMIT_STACK, &r) == 0);
	sigaction(SIGSEGV, &action, NULL);
	return descend();
}

int main(void)
{
	unsigned long limits[] = {1 << 20, 2 << 20, 4 << 20};
	for (int i = 0; i < 3; i++) {
		limit = limits[i];
		show_status(wait_status(child(with_limit)));
		show_status(wait_status(child(without_alternate_stack)));
	}
	return 0;
}
