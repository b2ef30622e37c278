#include "behaviour.h"

int main(void)
{
	unsigned long set = ~0ul, old = 7;
	SHOW(syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, &old, 8));
	printf("%#lx\n", old);
	SHOW(syscall(SYS_rt_sigprocmask, 17, NULL, &old, 8));
	printf("%#lx\n", old);
	SHOW(syscall(SYS_rt_sigprocmask, 3, &set, &old, 8));
	SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, &old, 4));
	SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, (void *)8, &old, 8));
	set = 1 << 9;
	SHOW(syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &set, (void *)8, 8));
	SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &old, 8));
	printf("%#lx\n", old);
	SHOW(syscall(SYS_rt_sigpending, &old, 8));
	SHOW(syscall(SYS_rt_sigpending, &old, 4));
	SHOW(syscall(SYS_rt_sigpending, &old, 9));
	SHOW(syscall(SYS_rt_sigpending, (void *)8, 8));
	SHOW(syscall(SYS_rt_sigsuspend, &set, 4));
	SHOW(syscall(SYS_rt_sigsuspend, (void *)8, 8));
	SHOW(syscall(SYS_rt_sigtimedwait, &set, NULL, NULL, 4));
	SHOW(syscall(SYS_rt_sigtimedwait, (void *)8, NULL, NULL, 8));
	struct timespec bad = {0, 1000000000};
	SHOW(syscall(SYS_rt_sigtimedwait, &set, NULL, &bad, 8));
	return 0;
}
