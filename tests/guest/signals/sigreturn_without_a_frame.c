// needs: x86-64
#include "behaviour.h"

static int bad_stack(void)
{
	__asm__ volatile("mov $8, %%rsp\n mov $15, %%eax\n syscall" ::: "memory");
	return 0;
}

static int zeros(void)
{
	static char nothing[4096] __attribute__((aligned(16)));
	__asm__ volatile("lea %0, %%rsp\n mov $15, %%eax\n syscall" ::"m"(nothing[1024]) : "memory");
	return 0;
}

static void no_restorer_handler(int number)
{
	_exit(7);
}

static int no_restorer(void)
{
	struct {
		void *handler;
		unsigned long flags;
		void *restorer;
		unsigned long mask;
	} action = {no_restorer_handler, 0, NULL, 0};
	syscall(SYS_rt_sigaction, SIGUSR1, &action, NULL, 8);
	raise(SIGUSR1);
	return 1;
}

int main(void)
{
	show_status(wait_status(child(bad_stack)));
	show_status(wait_status(child(zeros)));
	show_status(wait_status(child(no_restorer)));
	return 0;
}
