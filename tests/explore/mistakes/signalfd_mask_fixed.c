/* The mask is taken back in the child, before exec. */
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	sigset_t mask;
	int status;
	sigemptyset(&mask);
	sigaddset(&mask, SIGTERM);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	signalfd(-1, &mask, SFD_CLOEXEC);
	pid_t child = fork();
	if (child == 0) {
		sigprocmask(SIG_UNBLOCK, &mask, NULL);
		execl("/bin/sleep", "sleep", "1", NULL);
		_exit(127);
	}
	kill(child, SIGTERM);
	waitpid(child, &status, 0);
	return !WIFSIGNALED(status);
}
