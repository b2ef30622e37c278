/* The file is locked from the reading to the writing; close(2) gives the lock back. */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNTER "/tmp/mistakes-counter"

static void count(void)
{
	char digit;
	int fd = open(COUNTER, O_RDWR);
	flock(fd, LOCK_EX);
	read(fd, &digit, 1);
	digit++;
	pwrite(fd, &digit, 1, 0);
	close(fd);
}

int main(void)
{
	char digit = '0';
	int fd = open(COUNTER, O_CREAT | O_RDWR | O_TRUNC, 0600);
	write(fd, &digit, 1);
	for (int i = 0; i < 2; i++)
		if (fork() == 0) {
			count();
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
	pread(fd, &digit, 1, 0);
	return digit != '2';
}
