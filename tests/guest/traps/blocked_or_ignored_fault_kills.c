#include "behaviour.h"

static void handler(int number)
{
	puts("not to be seen");
	fflush(stdout);
	_exit(3);
}

static int fault_blocked(void)
{
	sigset_t set;
	sigfillset(&set);
	signal(SIGSEGV, handler);
	sigprocmask(SIG_SETMASK, &set, NULL);
	*(volatile int *)8 = 1;
	return 0;
}

static int fault_ignored(void)
{
	signal(SIGFPE, SIG_IGN);
	__asm__ volatile("xor %%ecx, %%ecx\n div %%ecx" ::: "rax", "rcx", "rdx");
	return 0;
}

static void faulting(int number)
{
	*(volatile int *)8 = 1;
}

static int fault_in_its_handler(void)
{
	signal(SIGSEGV, faulting);
	*(volatile int *)8 = 1;
	return 0;
}

static int sent_but_ignored(void)
{
	signal(SIGSEGV, SIG_IGN);
	raise(SIGSEGV);
	puts("survived");
	return 0;
}

int main(void)
{
	show_status(wait_status(child(fault_blocked)));
	show_status(wait_status(child(fault_ignored)));
	show_status(wait_status(child(fault_in_its_handler)));
	show_status(wait_status(child(sent_but_ignored)));
	return 0;
}
