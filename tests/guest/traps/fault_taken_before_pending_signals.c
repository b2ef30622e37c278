// needs: x86-64
#include "faults.h"

/* A signal that becomes pending with the fault must not come between it and its handler's frame. */
static void other(int number)
{
	printf("handler of %d\n", number);
}

int main(void)
{
	struct sigaction action = {.sa_handler = other};
	catch_faults();
	sigaction(SIGHUP, &action, NULL);
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGSEGV);
	struct sigaction fault = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
	sigaddset(&fault.sa_mask, SIGHUP);
	sigaction(SIGSEGV, &fault, NULL);
	skip = 2;
	__asm__ volatile("mov $8, %%rax\n lea 1f(%%rip), %%rcx\n mov %%rcx, %0\n 1: mov (%%rax), %%eax" : "=m"(expected_rip)::"rax", "rcx", "memory");
	raise(SIGHUP);
	puts("end");
	return 0;
}
