// slow
/* SO_PEERPIDFD and SO_PASSPIDFD with SCM_PIDFD (Linux 6.5): a descriptor of the process at the other end. */
#include "behaviour.h"
#include <poll.h>
#include <sys/socket.h>
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#define SO_PEERPIDFD 77
#endif
#define SCM_PIDFD 4

static int s[2];
static int sender(void)
{
	CHECK(write(s[0], "hello", 5) == 5);
	usleep(100000);
	return 0;
}

int main(void)
{
	int on = 1, fd = -1;
	socklen_t n = sizeof fd;
	char room[200], data[20];
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
	SHOW(getsockopt(s[0], SOL_SOCKET, SO_PEERPIDFD, &fd, &n));
	printf("a descriptor %d, close on exec %d\n", fd > 2, fcntl(fd, F_GETFD));
	SHOW(syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0));
	SHOW(setsockopt(s[1], SOL_SOCKET, SO_PASSPIDFD, &on, sizeof on));
	pid_t pid = child(sender);
	struct iovec v = {data, 20};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
	SHOW(recvmsg(s[1], &m, 0));
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	printf("control %d\n", c != NULL);
	if (c) {
		printf("level %d type %d length %d\n", c->cmsg_level, c->cmsg_type, (int)c->cmsg_len);
		memcpy(&fd, CMSG_DATA(c), sizeof fd);
		struct pollfd p = {fd, POLLIN};
		SHOW(poll(&p, 1, 5000));
	}
	wait_status(pid);
	int t = socket(AF_INET, SOCK_STREAM, 0);
	SHOW(setsockopt(t, SOL_SOCKET, SO_PASSPIDFD, &on, sizeof on));
	SHOW(getsockopt(t, SOL_SOCKET, SO_PEERPIDFD, &fd, &n));
	int u = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(getsockopt(u, SOL_SOCKET, SO_PEERPIDFD, &fd, &n));
	return 0;
}
