#include "behaviour.h"

struct kernel_action {
	void *handler;
	unsigned long flags;
	void *restorer;
	unsigned long mask;
};

static void handler(int number) {}

int main(void)
{
	struct kernel_action new = {handler, ~0ul, (void *)7, ~0ul}, old;
	SHOW(syscall(SYS_rt_sigaction, SIGUSR1, &new, &old, 8));
	printf("%p %#lx %p %#lx\n", old.handler, old.flags, old.restorer, old.mask);
	SHOW(syscall(SYS_rt_sigaction, SIGUSR1, NULL, &old, 8));
	printf("%d %#lx %p %#lx\n", old.handler == handler, old.flags, old.restorer, old.mask);
	SHOW(syscall(SYS_rt_sigaction, SIGUSR1, NULL, NULL, 8));
	SHOW(syscall(SYS_rt_sigaction, SIGUSR1, NULL, &old, 4));
	SHOW(syscall(SYS_rt_sigaction, 0, NULL, &old, 8));
	SHOW(syscall(SYS_rt_sigaction, 65, NULL, &old, 8));
	SHOW(syscall(SYS_rt_sigaction, 64, NULL, &old, 8));
	SHOW(syscall(SYS_rt_sigaction, SIGKILL, NULL, &old, 8));
	SHOW(syscall(SYS_rt_sigaction, SIGKILL, &new, NULL, 8));
	SHOW(syscall(SYS_rt_sigaction, SIGSTOP, &new, NULL, 8));
	SHOW(syscall(SYS_rt_sigaction, SIGUSR2, (void *)1, NULL, 8));
	SHOW(syscall(SYS_rt_sigaction, SIGUSR2, &new, (void *)1, 8));
	SHOW(syscall(SYS_rt_sigaction, SIGUSR2, NULL, &old, 8));
	printf("set all the same: %d\n", old.handler == handler);
	return 0;
}
