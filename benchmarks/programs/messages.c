/* 10,000 messages of 32 bytes over a socket pair. */
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	int ends[2], status;
	char message[32] = "a small message";
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends))
		return 1;
	pid_t pid = fork();
	if (pid == 0) {
		for (int i = 0; i < 10000; i++)
			if (recv(ends[1], message, sizeof message, 0) != sizeof message)
				_exit(1);
		_exit(0);
	}
	for (int i = 0; i < 10000; i++)
		if (send(ends[0], message, sizeof message, 0) != sizeof message)
			return 1;
	return waitpid(pid, &status, 0) != pid || status;
}
