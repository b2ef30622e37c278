/* flock(2): the kernel gives the lock back when its holder dies, so there is nothing to take away. */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOCK "/tmp/mistakes-lock"
#define INSIDE "/tmp/mistakes-inside"

static int worker(void)
{
	int fd = open(LOCK, O_CREAT | O_RDWR, 0600);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return 0;
	int alone = mkdir(INSIDE, 0700) == 0;
	usleep(1000);
	rmdir(INSIDE);
	return !alone;
}

int main(void)
{
	int status, failed = 0;
	for (int i = 0; i < 2; i++)
		if (fork() == 0)
			_exit(worker());
	while (wait(&status) > 0)
		failed |= status != 0;
	return failed;
}
