/* A lock file whose maker is dead is taken away and made again.  Two who both find it dead: the second takes away the first one's. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOCK "/tmp/mistakes-lock"
#define INSIDE "/tmp/mistakes-inside"

static int try_lock(void)
{
	char text[16] = "";
	int fd = open(LOCK, O_CREAT | O_EXCL | O_RDWR, 0600);
	if (fd < 0) {
		fd = open(LOCK, O_RDONLY);
		if (fd >= 0)
			read(fd, text, sizeof text - 1);
		close(fd);
		if (fd < 0 || !text[0] || kill(atoi(text), 0) == 0)
			return 0;
		unlink(LOCK);
		fd = open(LOCK, O_CREAT | O_EXCL | O_RDWR, 0600);
		if (fd < 0)
			return 0;
	}
	dprintf(fd, "%d", getpid());
	close(fd);
	return 1;
}

static int worker(void)
{
	if (!try_lock())
		return 0;
	int alone = mkdir(INSIDE, 0700) == 0;
	usleep(1000);
	rmdir(INSIDE);
	return !alone;
}

int main(void)
{
	int status, failed = 0;
	int fd = open(LOCK, O_CREAT | O_WRONLY | O_TRUNC, 0600);
	write(fd, "999999", 6); /* left by somebody who died long ago */
	close(fd);
	for (int i = 0; i < 2; i++)
		if (fork() == 0)
			_exit(worker());
	while (wait(&status) > 0)
		failed |= status != 0;
	return failed;
}
