// rt_sigqueueinfo(2): a code of the kernel or of kill may be written only to oneself; to another it is EPERM.
#include "behaviour.h"

static int ready[2];

static int waits(void)
{
	sigset_t none;
	sigemptyset(&none);
	tell(ready);
	for (;;)
		sigsuspend(&none);
}

int main(void)
{
	const int codes[] = {SI_USER, SI_KERNEL, SI_TKILL, SI_QUEUE, SI_TIMER, SI_MESGQ, CLD_EXITED};
	sigset_t set;
	siginfo_t info;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	make_pipe(ready);
	pid_t pid = child(waits);
	await(ready);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (unsigned i = 0; i < sizeof codes / sizeof *codes; i++) {
		memset(&info, 0, sizeof info);
		info.si_signo = SIGUSR1;
		info.si_code = codes[i];
		printf("code %d: ", codes[i]);
		SHOW(syscall(SYS_rt_sigqueueinfo, pid, 0, &info));
		SHOW(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, &info));
		CHECK(sigwaitinfo(&set, &info) == SIGUSR1);
		printf("arrives as %d\n", info.si_code);
	}
	kill(pid, SIGTERM);
	show_status(wait_status(pid));
	return 0;
}
