// sigaction(2): SIGCHLD says how the child changed: CLD_STOPPED, CLD_KILLED, CLD_EXITED, with the signal or the status.
#include "behaviour.h"

static sigset_t set;

static int stops(void)
{
	raise(SIGSTOP);
	return 1;
}

static int dies(void) { raise(SIGTERM); return 0; }

static void take(pid_t pid)
{
	siginfo_t info;
	CHECK(sigwaitinfo(&set, &info) == SIGCHLD);
	printf("code %d status %d of the child %d\n", info.si_code, info.si_status, info.si_pid == pid);
}

int main(void)
{
	int status;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	pid_t pid = child(stops);
	take(pid);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	show_status(status);
	kill(pid, SIGKILL);
	take(pid);
	show_status(wait_status(pid));
	pid = child(dies);
	take(pid);
	show_status(wait_status(pid));
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(300); // the low eight bits are seen
	take(pid);
	show_status(wait_status(pid));
	return 0;
}
