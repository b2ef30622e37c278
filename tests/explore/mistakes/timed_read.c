/* A read with a time limit: the handler of SIGALRM jumps out of it.  The timer may run out when the read has taken its byte and
 * alarm(0) has not been called: the byte is lost. */
#include <setjmp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf timeout;

static void on_alarm(int sig)
{
	(void)sig;
	siglongjmp(timeout, 1);
}

static ssize_t read_in_time(int fd, char *byte)
{
	if (sigsetjmp(timeout, 1))
		return -1;
	alarm(1);
	ssize_t n = read(fd, byte, 1);
	alarm(0);
	return n;
}

int main(void)
{
	int p[2];
	char byte = 0;
	pipe(p);
	signal(SIGALRM, on_alarm);
	if (fork() == 0) {
		write(p[1], "x", 1);
		_exit(0);
	}
	close(p[1]);
	if (read_in_time(p[0], &byte) < 0)
		return read(p[0], &byte, 1) != 1; /* it was too early: without a limit, then */
	return byte != 'x';
}
