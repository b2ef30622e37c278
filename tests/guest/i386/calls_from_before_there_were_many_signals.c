// flags: -m32
/* signal, sigaction, sigprocmask, sigpending, sigsuspend, sgetmask and ssetmask by their old numbers: 32 signals, four-byte masks. */
#include "behaviour.h"

struct old_action { void (*handler)(int); unsigned long mask, flags; void (*restorer)(void); };

static void handler(int number)
{
	unsigned mask;
	syscall(SYS_sigprocmask, SIG_BLOCK, NULL, &mask);
	printf("handler %d, blocked %#x\n", number, mask);
}

int main(void)
{
	struct old_action action = {handler, 1 << (SIGHUP - 1), 0, NULL}, before;
	SHOW(syscall(SYS_sigaction, SIGUSR1, &action, &before));
	printf("it was the default: %d\n", before.handler == SIG_DFL);
	raise(SIGUSR1);
	SHOW(syscall(SYS_sigaction, SIGUSR1, NULL, &before));
	printf("%d mask %#lx flags %#lx\n", before.handler == handler, before.mask, before.flags);
	SHOW(syscall(SYS_sigaction, SIGKILL, &action, NULL));
	SHOW(syscall(SYS_sigaction, 65, &action, NULL));
	SHOW(syscall(SYS_sigaction, SIGUSR1, 1, NULL));
	SHOW(syscall(SYS_signal, SIGUSR2, handler));
	raise(SIGUSR2);
	SHOW(syscall(SYS_signal, SIGUSR2, SIG_IGN));
	unsigned set = 1 << (SIGUSR1 - 1), old = 7;
	SHOW(syscall(SYS_sigprocmask, SIG_BLOCK, &set, &old));
	SHOW(syscall(SYS_sigprocmask, 9, &set, &old));
	raise(SIGUSR1);
	SHOW(syscall(SYS_sigpending, &set));
	printf("old %#x pending %#x\n", old, set);
	SHOW(syscall(SYS_sgetmask));
	SHOW(syscall(SYS_ssetmask, 1 << (SIGALRM - 1) | 1 << (SIGKILL - 1)));
	SHOW(syscall(SYS_sgetmask));
	SHOW(syscall(SYS_ssetmask, 1 << (SIGUSR1 - 1)));
	raise(SIGUSR1);
	SHOW(syscall(SYS_sigsuspend, 0, 0, 0));
	SHOW(syscall(SYS_sgetmask));
	return 0;
}
