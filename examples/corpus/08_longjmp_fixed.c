/* 08_longjmp.c mended: the handler notes the signal and returns; waitpid is made again. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf out;
static volatile sig_atomic_t waiting;

static void on_signal(int sig)
{
	(void)sig;
	waiting = 0;
}

int main(void)
{
	volatile int status = -1;
	int now;

	signal(SIGUSR1, on_signal);
	pid_t pid = fork();
	if (pid == 0) {
		kill(getppid(), SIGUSR1);
		_exit(7);
	}
	if (sigsetjmp(out, 1) == 0) {
		waiting = 1;
		while (waitpid(pid, &now, 0) < 0 && errno == EINTR)
			;
		status = now;
	} else {
		waiting = 0;
		if (waitpid(pid, &now, 0) == pid)
			status = now;
	}
	waiting = 0;
	return status != 7 << 8;
}
