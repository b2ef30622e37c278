// sigaction(2), si_code: SI_USER of kill, SI_TKILL of raise and tgkill, SI_QUEUE of sigqueue; each says which process and user sent it.
#include "behaviour.h"

static void take(const sigset_t *set, const char *text)
{
	siginfo_t info;
	CHECK(sigwaitinfo(set, &info) > 0);
	printf("%s: %s code %d own %d user %d\n", text, signal_name(info.si_signo), info.si_code, info.si_pid == getpid(), info.si_uid == getuid());
}

int main(void)
{
	sigset_t set;
	union sigval value = {.sival_int = 3};
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	kill(getpid(), SIGUSR1);
	take(&set, "kill");
	raise(SIGUSR1);
	take(&set, "raise");
	syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1);
	take(&set, "tgkill");
	syscall(SYS_tkill, gettid(), SIGUSR1);
	take(&set, "tkill");
	sigqueue(getpid(), SIGUSR1, value);
	take(&set, "sigqueue");
	SHOW(syscall(SYS_tgkill, getpid(), 1 << 30, SIGUSR1));
	SHOW(syscall(SYS_tgkill, 1 << 30, gettid(), SIGUSR1));
	SHOW(syscall(SYS_tgkill, 0, gettid(), SIGUSR1));
	SHOW(syscall(SYS_tkill, -1, SIGUSR1));
	SHOW(syscall(SYS_tgkill, getpid(), gettid(), 65));
	SHOW(syscall(SYS_tgkill, getpid(), gettid(), 0));
	return 0;
}
