// slow
/* signal(7): a socket call for which a timeout is set fails with EINTR after SIGSTOP and SIGCONT, and after a handler with SA_RESTART. */
#include "behaviour.h"
#include <sys/socket.h>
#include <sys/time.h>

static int s[2];

static void caught(int signal)
{
	(void)signal;
}

static int receives(void)
{
	char c;
	struct sigaction a = {.sa_handler = caught, .sa_flags = SA_RESTART};
	sigaction(SIGALRM, &a, NULL);
	SHOW(recv(s[0], &c, 1, 0));
	ualarm(50000, 0);
	SHOW(recv(s[0], &c, 1, 0));
	return 0;
}

static int sends(void)
{
	char buffer[100] = {0};
	while (send(s[0], buffer, sizeof buffer, MSG_DONTWAIT) > 0)
		;
	SHOW(send(s[0], buffer, sizeof buffer, 0));
	return 0;
}

static void with_a_stop(int type, int option, long seconds, int (*calls)(void))
{
	struct timeval timeout = {seconds, 0};
	int status;
	CHECK(socketpair(AF_UNIX, type, 0, s) == 0 && setsockopt(s[0], SOL_SOCKET, option, &timeout, sizeof timeout) == 0);
	pid_t p = child(calls);
	usleep(150000);
	kill(p, SIGSTOP);
	waitpid(p, &status, WUNTRACED);
	kill(p, SIGCONT);
	waitpid(p, &status, 0);
	show_status(status);
	close(s[0]), close(s[1]);
}

int main(void)
{
	with_a_stop(SOCK_STREAM, SO_RCVTIMEO, 5, receives);
	with_a_stop(SOCK_DGRAM, SO_RCVTIMEO, 5, receives);
	with_a_stop(SOCK_DGRAM, SO_SNDTIMEO, 5, sends);
	with_a_stop(SOCK_STREAM, SO_SNDTIMEO, 5, sends);
	return 0;
}
