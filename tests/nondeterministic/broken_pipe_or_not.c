// The reader goes away while the writer writes.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int ends[2];
	signal(SIGPIPE, SIG_IGN);
	if (pipe(ends))
		return 1;
	pid_t p = fork();
	if (!p) {
		close(ends[0]);
		_exit(0);
	}
	close(ends[0]);
	long n = write(ends[1], "x", 1);
	printf("%ld %d\n", n, n < 0 && errno == EPIPE);
	wait(NULL);
	return 0;
}
