/* What the listener refuses, and what becomes of calls when it is closed. */
#include "behaviour.h"
#include "supervisor.h"
#include <sys/resource.h>

static int target(void)
{
	be_supervised(SYS_getppid, 0);
	printf("target: %ld\n", syscall(SYS_getppid));
	long result = syscall(SYS_getppid);
	printf("target: %ld %s\n", result, strerrorname_np(errno));
	result = syscall(SYS_getppid);
	printf("target: %ld %s\n", result, strerrorname_np(errno));
	return 0;
}

static int installs(void)
{
	SHOW(filter(SYS_getppid, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_TSYNC));
	SHOW(filter(SYS_getppid, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV));
	struct rlimit none = {0, 0}, old;
	getrlimit(RLIMIT_NOFILE, &old);
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){0, old.rlim_max});
	SHOW(filter(SYS_getppid, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER));
	(void)none;
	setrlimit(RLIMIT_NOFILE, &old);
	SHOW(syscall(SYS_getppid) > 0);
	SHOW(filter(SYS_getppid, SECCOMP_RET_USER_NOTIF, 0)); /* nobody listens */
	SHOW(syscall(SYS_getppid));
	long fd = filter(SYS_getpgrp, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH);
	printf("a listener: %d, closes at exec: %d\n", fd >= 0, fcntl(fd, F_GETFD));
	char name[64] = "", path[64];
	snprintf(path, sizeof path, "/proc/self/fd/%ld", fd);
	readlink(path, name, sizeof name - 1);
	printf("%s\n", name);
	SHOW(filter(SYS_getuid, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER));
	SHOW(read(fd, name, 8));
	SHOW(write(fd, name, 8));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(ioctl(fd, TCGETS, name));
	SHOW(close(fd));
	SHOW(syscall(SYS_getpgrp));
	SHOW(filter(SYS_getuid, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER) >= 0);
	return 0;
}

int main(void)
{
	struct seccomp_notif n;
	show_status(wait_status(child(installs)));

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, channel) == 0);
	pid_t pid = child(target);
	int fd = receive_fd();
	struct pollfd wait = {fd, POLLIN, 0};
	SHOW(poll(&wait, 1, -1));
	printf("polled %#x\n", polled(fd));

	memset(&n, 0, sizeof n);
	n.pid = 1;
	SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &n)); /* not all zeros */
	SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, (void *)1));
	SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, (void *)1));
	SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, (void *)1));
	SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, 1UL));
	SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, 0UL));
	SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, 2UL));
	SHOW(receive(fd, &n));
	printf("polled %#x\n", polled(fd));
	unsigned long long other = n.id + 1000;
	SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &other));
	SHOW(answer(fd, other, 0, 0, 0));
	SHOW(answer(fd, n.id, 6, 0, 0));

	SHOW(poll(&wait, 1, -1));
	unsigned long long next = n.id + 1;
	SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &next)); /* not received yet */
	SHOW(answer(fd, next, 0, 0, 0));
	SHOW(receive(fd, &n));
	SHOW(close(fd)); /* who waits gets ENOSYS, and so do all later calls */
	show_status(wait_status(pid));
	return 0;
}
