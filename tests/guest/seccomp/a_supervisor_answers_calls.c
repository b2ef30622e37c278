/* SECCOMP_RET_USER_NOTIF: the call waits until whoever holds the listener has answered it, with a value, an error, or that it is to be
 * made after all (seccomp_unotify(2)). */
#include "behaviour.h"
#include "supervisor.h"

static int target(void)
{
	be_supervised(SYS_getppid, 0);
	for (int i = 0; i < 4; i++) {
		errno = 0;
		long result = syscall(SYS_getppid, 11, 22, 33, 44, 55, 66);
		printf("target: %ld errno %d\n", result > 1000 ? 1000 : result, errno);
	}
	printf("target: right pid %d\n", syscall(SYS_getppid) == getppid());
	return 3;
}

int main(void)
{
	struct seccomp_notif n;
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, channel) == 0);
	pid_t pid = child(target);
	int fd = receive_fd();
	SHOW(fcntl(fd, F_GETFL) & O_ACCMODE);

	SHOW(receive(fd, &n));
	printf("of the child %d, call %d of getppid %d, arch %#x\n", n.pid == (unsigned)pid, n.data.nr == SYS_getppid, n.flags, n.data.arch ? 1 : 0);
	printf("arguments %llu %llu %llu %llu %llu %llu\n", n.data.args[0], n.data.args[1], n.data.args[2], n.data.args[3], n.data.args[4], n.data.args[5]);
	printf("polled %#x\n", polled(fd));
	SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &n.id));
	SHOW(answer(fd, n.id, 42, 0, 0));
	unsigned long long first = n.id;
	SHOW(answer(fd, first, 42, 0, 0) == -1); /* ENOENT, or EINPROGRESS when it has not left yet */

	SHOW(receive(fd, &n));
	printf("numbers rise: %d\n", n.id == first + 1);
	SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &first));
	SHOW(answer(fd, n.id, 0, -EXDEV, 0));
	SHOW(receive(fd, &n));
	SHOW(answer(fd, n.id, 5, -EPERM, 0)); /* the error counts */
	SHOW(receive(fd, &n));
	SHOW(answer(fd, n.id, 1, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE));
	SHOW(answer(fd, n.id, 0, -1, SECCOMP_USER_NOTIF_FLAG_CONTINUE));
	SHOW(answer(fd, n.id, 0, 0, 2));
	SHOW(answer(fd, n.id, -7, 0, 0));
	SHOW(receive(fd, &n));
	SHOW(answer(fd, n.id, 0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE));
	SHOW(receive(fd, &n)); /* the libc's own getppid */
	SHOW(answer(fd, n.id, 0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE));

	show_status(wait_status(pid));
	printf("polled %#x\n", polled(fd));
	SHOW(receive(fd, &n));
	SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &n.id));
	return 0;
}
