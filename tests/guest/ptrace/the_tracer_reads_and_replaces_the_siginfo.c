/* GETSIGINFO tells the signal a tracee stopped at; SETSIGINFO gives the handler another story. */
#include "behaviour.h"
#include <sys/ptrace.h>

static void handler(int number, siginfo_t *info, void *context)
{
	printf("handler: code %d value %d\n", info->si_code, info->si_value.sival_int);
}

static int tracee(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGUSR1, &action, NULL);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	for (int i = 1; i <= 2; i++)
		sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = i});
	return 5;
}

int main(void)
{
	int status;
	siginfo_t info;
	pid_t pid = child(tracee);
	for (int i = 1; i <= 2; i++) {
		CHECK(waitpid(pid, &status, 0) == pid);
		show_status(status);
		SHOW(ptrace(PTRACE_GETSIGINFO, pid, 0, &info));
		printf("signal %d code %d value %d from it: %d\n", info.si_signo, info.si_code, info.si_value.sival_int, info.si_pid == pid);
		fflush(stdout);
		if (i == 2) {
			info.si_value.sival_int = 99;
			info.si_code = SI_MESGQ;
			SHOW(ptrace(PTRACE_SETSIGINFO, pid, 0, &info));
			fflush(stdout);
		}
		CHECK(ptrace(PTRACE_CONT, pid, 0, SIGUSR1) == 0);
	}
	show_status(wait_status(pid));
	SHOW(ptrace(PTRACE_GETSIGINFO, pid, 0, &info));
	return 0;
}
