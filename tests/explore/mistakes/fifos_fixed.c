/* One reads first. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	mkfifo("/tmp/mistakes-a", 0600);
	mkfifo("/tmp/mistakes-b", 0600);
	if (fork() == 0) {
		open("/tmp/mistakes-a", O_WRONLY);
		open("/tmp/mistakes-b", O_RDONLY);
		_exit(0);
	}
	int fd = open("/tmp/mistakes-a", O_RDONLY);
	open("/tmp/mistakes-b", O_WRONLY);
	(void)fd;
	wait(NULL);
	return 0;
}
