#include "behaviour.h"

int main(void)
{
	int go[2], ready[2];
	make_pipe(go);
	make_pipe(ready);
	pid_t pid = fork();
	if (pid == 0) {
		int fd = open("file", O_RDWR | O_CREAT, 0600);
		dup2(fd, 50);
		write(50, "from the child", 14);
		tell(ready);
		await(go);
		char c = 0;
		read(50, &c, 1);
		_exit(c);
	}
	await(ready);
	int pidfd = syscall(SYS_pidfd_open, pid, 0);
	int fd = syscall(SYS_pidfd_getfd, pidfd, 50, 0);
	CHECK(fd >= 0);
	SHOW(fcntl(fd, F_GETFD));
	SHOW(lseek(fd, 5, SEEK_SET)); /* the same open file description */
	tell(go);
	show_status(wait_status(pid));
	SHOW(syscall(SYS_pidfd_getfd, pidfd, 50, 0));
}
