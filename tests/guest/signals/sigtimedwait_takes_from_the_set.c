#include "behaviour.h"
#include <time.h>

static void handler(int number)
{
	printf("handler of %d\n", number);
}

static int later(void)
{
	usleep(30000);
	sigqueue(getppid(), SIGUSR1, (union sigval){.sival_int = 5});
	return 0;
}

static int disturb(void)
{
	usleep(30000);
	kill(getppid(), SIGUSR2);
	usleep(30000);
	return 0;
}

int main(void)
{
	sigset_t set;
	siginfo_t info;
	struct timespec zero = {0, 0}, some = {0, 100000000};
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGCHLD);
	signal(SIGUSR2, handler);
	sigprocmask(SIG_BLOCK, &set, NULL);
	SHOW(sigtimedwait(&set, &info, &zero));
	SHOW(sigtimedwait(&set, &info, &some));
	raise(SIGUSR1);
	kill(getpid(), SIGUSR1);
	SHOW(sigtimedwait(&set, &info, &zero));
	printf("code %d\n", info.si_code);
	SHOW(sigtimedwait(&set, &info, &zero));
	printf("code %d\n", info.si_code);
	pid_t pid = child(later);
	SHOW(sigwaitinfo(&set, &info));
	printf("code %d pid %d value %d\n", info.si_code, info.si_pid == pid, info.si_value.sival_int);
	SHOW(sigwaitinfo(&set, &info));
	printf("code %d pid %d status %d\n", info.si_code, info.si_pid == pid, info.si_status);
	wait_status(pid);
	pid = child(disturb);
	SHOW(sigwaitinfo(&set, NULL));
	SHOW(sigwaitinfo(&set, NULL));
	wait_status(pid);
	return 0;
}
