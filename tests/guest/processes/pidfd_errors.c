#include "behaviour.h"

int main(void)
{
	SHOW(syscall(SYS_pidfd_open, 0, 0));
	SHOW(syscall(SYS_pidfd_open, -1, 0));
	SHOW(syscall(SYS_pidfd_open, 99999999, 0));
	SHOW(syscall(SYS_pidfd_open, getpid(), 4));
	SHOW(syscall(SYS_pidfd_send_signal, 1, 0, NULL, 0));
	SHOW(syscall(SYS_pidfd_send_signal, 77, 0, NULL, 0));
	SHOW(syscall(SYS_pidfd_getfd, 1, 0, 0));
	int fd = syscall(SYS_pidfd_open, getpid(), 0);
	SHOW(syscall(SYS_pidfd_getfd, fd, 99, 0));
	SHOW(syscall(SYS_pidfd_getfd, fd, 1, 1));
	SHOW(syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0));
	SHOW(syscall(SYS_pidfd_send_signal, fd, 65, NULL, 0));
	char c;
	SHOW(read(fd, &c, 1));
	SHOW(write(fd, "x", 1));
	SHOW(lseek(fd, 0, SEEK_SET));
}
