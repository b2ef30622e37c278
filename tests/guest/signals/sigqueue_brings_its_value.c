#include "behaviour.h"

static void handler(int number, siginfo_t *info, void *context)
{
	printf("%d code %d value %#lx\n", number, info->si_code, (long)info->si_value.sival_ptr);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGRTMIN + 1, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	for (long i = 1; i < 4; i++)
		SHOW(sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_ptr = (void *)(i << 33 | i)}));
	SHOW(sigqueue(getpid(), SIGTERM, (union sigval){.sival_int = -1}));
	SHOW(sigqueue(getpid(), 0, (union sigval){0}));
	SHOW(sigqueue(getpid(), 65, (union sigval){0}));
	siginfo_t forged = {.si_signo = SIGTERM, .si_code = SI_KERNEL};
	SHOW(syscall(SYS_rt_sigqueueinfo, getpid(), SIGTERM, &forged));
	forged.si_code = SI_USER;
	SHOW(syscall(SYS_rt_sigqueueinfo, getppid(), 0, &forged));
	forged.si_code = SI_TKILL;
	SHOW(syscall(SYS_rt_sigqueueinfo, getppid(), 0, &forged));
	SHOW(syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), SIGTERM, &forged));
	SHOW(syscall(SYS_rt_tgsigqueueinfo, 0, gettid(), SIGTERM, &forged));
	SHOW(syscall(SYS_rt_sigqueueinfo, getpid(), SIGTERM, (void *)8));
	return 0;
}
