/* A fork server: it makes a process for each request, with the descriptors that the request brings over a Unix socket
 * (SCM_RIGHTS), and keeps nothing of its clients: not their descriptors, not their directory, not their umask. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void send_descriptor(int socket, int fd, char what)
{
	char room[CMSG_SPACE(sizeof fd)] = "";
	struct iovec text = {&what, 1};
	struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
	struct cmsghdr *control = CMSG_FIRSTHDR(&message);
	control->cmsg_level = SOL_SOCKET, control->cmsg_type = SCM_RIGHTS, control->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(control), &fd, sizeof fd);
	if (sendmsg(socket, &message, 0) != 1)
		exit(1);
}

static int receive_descriptor(int socket, char *what)
{
	char room[CMSG_SPACE(sizeof(int))];
	int fd;
	struct iovec text = {what, 1};
	struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
	if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
	return fd;
}

static int open_descriptors(void)
{
	int count = 0;
	for (int fd = 0; fd < 64; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			count++;
	return count;
}

static void serve(int requests)
{
	char what;
	int fd, at_first = open_descriptors();
	while ((fd = receive_descriptor(requests, &what)) >= 0) {
		if (fork() == 0) {
			dprintf(fd, "request %c, umask %o\n", what, umask(077));
			if (chdir("/"))
				_exit(1);
			_exit(0);
		}
		close(fd);
		wait(NULL);
	}
	printf("server: %d descriptors more than at first, umask %o\n", open_descriptors() - at_first, umask(0));
}

int main(void)
{
	int line[2], result[2];
	char text[64] = "";
	umask(022);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, line))
		return 1;
	fflush(stdout);
	pid_t server = fork();
	if (server == 0) {
		close(line[0]);
		serve(line[1]);
		fflush(stdout);
		_exit(0);
	}
	close(line[1]);
	for (char what = 'a'; what < 'd'; what++) {
		if (pipe(result))
			return 1;
		send_descriptor(line[0], result[1], what);
		close(result[1]);
		text[read(result[0], text, sizeof text - 1)] = 0;
		printf("client: %s", text);
		close(result[0]);
	}
	fflush(stdout);
	close(line[0]);
	waitpid(server, NULL, 0);
	return 0;
}
