/* SECCOMP_IOCTL_NOTIF_ADDFD: a descriptor of the supervisor's becomes one of the target's, at a number of choice, or as the answer. */
#include "behaviour.h"
#include "supervisor.h"

static int target(void)
{
	char text[8];
	be_supervised(SYS_getppid, 0);
	for (int i = 0; i < 6; i++) {
		errno = 0;
		int fd = syscall(SYS_getppid);
		printf("target: got %d, flags %d", fd, fd >= 0 ? fcntl(fd, F_GETFD) : -1);
		memset(text, 0, sizeof text);
		printf(", read %zd %s\n", fd >= 0 ? pread(fd, text, 4, 0) : -1, text);
	}
	printf("at 50: flags %d, at 3 %d\n", fcntl(50, F_GETFD), fcntl(3, F_GETFD));
	return 0;
}

static int listener;

static long add(unsigned long long id, unsigned flags, int fd, int newfd, unsigned newfd_flags)
{
	struct seccomp_notif_addfd a = {id, flags, fd, newfd, newfd_flags};
	return ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &a);
}

int main(void)
{
	struct seccomp_notif n;
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, channel) == 0);
	int file = open("file", O_RDWR | O_CREAT, 0600);
	CHECK(write(file, "word", 4) == 4);
	CHECK(fcntl(file, F_DUPFD, 40) == 40);
	close(file);
	file = 40;
	pid_t pid = child(target);
	listener = receive_fd();

	SHOW(receive(listener, &n));
	SHOW(add(n.id, 0, file, 0, 0));
	SHOW(add(n.id, 0, file, 0, O_CLOEXEC));
	SHOW(add(n.id, SECCOMP_ADDFD_FLAG_SETFD, file, 50, 0));
	SHOW(add(n.id, SECCOMP_ADDFD_FLAG_SETFD, file, 50, O_CLOEXEC));
	SHOW(add(n.id, SECCOMP_ADDFD_FLAG_SETFD, file, 5000000, 0));
	SHOW(add(n.id, 0, file, 50, 0));
	SHOW(add(n.id, 8, file, 0, 0));
	SHOW(add(n.id, 0, file, 0, O_NONBLOCK));
	SHOW(add(n.id, 0, 999, 0, 0));
	SHOW(add(n.id + 1, 0, file, 0, 0));
	SHOW(ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, (void *)1));
	char long_one[32] = {0};
	memcpy(long_one, &n.id, 8);
	long_one[8 + 4] = 40;
	SHOW(ioctl(listener, _IOW('!', 3, char[32]), long_one)); /* longer, with zeros */
	long_one[30] = 1;
	SHOW(ioctl(listener, _IOW('!', 3, char[32]), long_one));
	SHOW(ioctl(listener, _IOW('!', 3, char[16]), long_one));
	SHOW(answer(listener, n.id, 50, 0, 0));

	SHOW(receive(listener, &n));
	SHOW(add(n.id, SECCOMP_ADDFD_FLAG_SEND, file, 0, 0) >= 0);
	SHOW(add(n.id, 0, file, 0, 0) == -1 && (errno == ENOENT || errno == EINPROGRESS));
	SHOW(receive(listener, &n));
	SHOW(add(n.id, SECCOMP_ADDFD_FLAG_SEND | SECCOMP_ADDFD_FLAG_SETFD, file, 60, O_CLOEXEC));
	SHOW(receive(listener, &n));
	SHOW(add(n.id, SECCOMP_ADDFD_FLAG_SEND | SECCOMP_ADDFD_FLAG_SETFD, file, 5000000, 0));
	SHOW(answer(listener, n.id, -1, 0, 0));
	struct pollfd wait = {listener, POLLIN, 0};
	SHOW(poll(&wait, 1, -1));
	SHOW(add(n.id + 1, 0, file, 0, 0)); /* not received yet */
	SHOW(receive(listener, &n));
	SHOW(answer(listener, n.id, 40, 0, 0));
	SHOW(receive(listener, &n));
	SHOW(answer(listener, n.id, 60, 0, 0));
	show_status(wait_status(pid));
	return 0;
}
