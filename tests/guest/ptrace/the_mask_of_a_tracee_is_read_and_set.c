/* PTRACE_GETSIGMASK and SETSIGMASK: what is let through by the tracer arrives; SIGKILL and SIGSTOP stay out of the mask. */
#include "behaviour.h"
#include <sys/ptrace.h>

static void handler(int number)
{
	printf("handler: %s\n", signal_name(number));
	fflush(stdout);
}

static int tracee(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGRTMIN + 2);
	signal(SIGUSR1, handler);
	sigprocmask(SIG_SETMASK, &set, NULL);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGSTOP);
	sigprocmask(SIG_SETMASK, NULL, &set);
	return sigismember(&set, SIGUSR1) + 2 * sigismember(&set, SIGTERM) + 4 * sigismember(&set, SIGKILL);
}

int main(void)
{
	unsigned long long mask = 0;
	int status;
	pid_t pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	show_status(status);
	SHOW(ptrace(PTRACE_GETSIGMASK, pid, 8, &mask));
	printf("mask %llx\n", mask);
	SHOW(ptrace(PTRACE_GETSIGMASK, pid, 4, &mask));
	mask = 1ull << (SIGTERM - 1) | 1ull << (SIGKILL - 1) | 1ull << (SIGSTOP - 1);
	SHOW(ptrace(PTRACE_SETSIGMASK, pid, 8, &mask));
	SHOW(ptrace(PTRACE_SETSIGMASK, pid, 16, &mask));
	SHOW(ptrace(PTRACE_GETSIGMASK, pid, 8, &mask));
	printf("mask %llx\n", mask);
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	show_status(status);
	fflush(stdout);
	CHECK(ptrace(PTRACE_CONT, pid, 0, SIGUSR1) == 0);
	show_status(wait_status(pid));
	return 0;
}
