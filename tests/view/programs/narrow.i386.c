/* Calls whose arguments i386 has in another order, in halves, in pages, or behind addresses that only it reads. */
#define _FILE_OFFSET_BITS 64
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void handler(int signal)
{
	(void)signal;
}

int main(void)
{
	char buffer[8];
	int fd = open("data.txt", O_RDWR | O_CREAT | O_TRUNC, 0644), status;

	write(fd, "0123456789", 10);
	lseek(fd, 5, SEEK_SET);
	lseek(fd, -2, SEEK_CUR);
	pread(fd, buffer, 4, 2);
	pwrite(fd, "xy", 2, 4);
	ftruncate(fd, 4096 * 3);
	truncate("data.txt", 4096 * 2);
	posix_fadvise(fd, 0, 4096, POSIX_FADV_WILLNEED);
	mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 4096);
	fcntl(fd, F_SETFL, O_APPEND);
	fcntl(fd, F_GETFD);
	signal(SIGUSR1, handler);
	signal(SIGUSR2, SIG_IGN);
	if (fork() == 0)
		_exit(3);
	wait(&status);
	unlink("data.txt");
	return openat(AT_FDCWD, "nowhere", O_RDONLY | O_CLOEXEC) != -1;
}
