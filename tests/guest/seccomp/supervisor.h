/* A child whose calls are answered by its parent: it installs a filter with a listener and passes the listener to its parent. */
#ifndef SUPERVISOR_H
#define SUPERVISOR_H

#include "filter.h"
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif

static int channel[2];

__attribute__((unused)) static void send_fd(int fd)
{
	char byte = 'x', room[CMSG_SPACE(sizeof fd)] = {0};
	struct iovec v = {&byte, 1};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET, c->cmsg_type = SCM_RIGHTS, c->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(c), &fd, sizeof fd);
	CHECK(sendmsg(channel[1], &m, 0) == 1);
}

__attribute__((unused)) static int receive_fd(void)
{
	char byte, room[CMSG_SPACE(sizeof(int))];
	struct iovec v = {&byte, 1};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
	CHECK(recvmsg(channel[0], &m, 0) == 1);
	int fd;
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof fd);
	return fd;
}

/* Installs the filter, passes the listener on and keeps none. */
__attribute__((unused)) static void be_supervised(int call, unsigned flags)
{
	long fd = filter(call, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER | flags);
	CHECK(fd >= 0);
	send_fd(fd);
	close(fd);
}

__attribute__((unused)) static int receive(int listener, struct seccomp_notif *n)
{
	memset(n, 0, sizeof *n);
	return ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, n);
}

__attribute__((unused)) static int answer(int listener, unsigned long long id, long long value, int error, unsigned flags)
{
	struct seccomp_notif_resp r = {id, value, error, flags};
	return ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &r);
}

__attribute__((unused)) static int polled(int listener)
{
	struct pollfd p = {listener, POLLIN | POLLOUT, 0};
	poll(&p, 1, 0);
	return p.revents;
}

#endif
