/* Ctrl-C is passed on by kill(pid), where the job's group was meant: what the job has started stays, and the shell waits
   for the end of its output. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int output[2];
	char c;

	if (pipe(output))
		return 2;
	pid_t job = fork();
	if (job == 0) {
		close(output[0]);
		setpgid(0, 0);
		if (fork() == 0) {
			if (write(output[1], "x", 1) != 1)
				_exit(1);
			pause();
		}
		wait(NULL);
		_exit(0);
	}
	close(output[1]);
	if (read(output[0], &c, 1) != 1)
		return 3;
	kill(job, SIGINT);
	while (read(output[0], &c, 1) > 0)
		;
	return waitpid(job, NULL, 0) != job;
}
