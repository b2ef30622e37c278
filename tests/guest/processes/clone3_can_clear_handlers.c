#include "behaviour.h"
#include <linux/sched.h>

static void handler(int n) {}

int main(void)
{
	signal(SIGUSR1, handler);
	signal(SIGUSR2, SIG_IGN);
	struct clone_args a = { .exit_signal = SIGCHLD, .flags = CLONE_CLEAR_SIGHAND };
	pid_t pid = syscall(SYS_clone3, &a, sizeof a);
	if (pid == 0) {
		struct sigaction one, two;
		sigaction(SIGUSR1, NULL, &one);
		sigaction(SIGUSR2, NULL, &two);
		_exit((one.sa_handler == SIG_DFL) + 2 * (two.sa_handler == SIG_IGN));
	}
	show_status(wait_status(pid));
}
