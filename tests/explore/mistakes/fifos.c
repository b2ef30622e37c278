/* Each opens its own FIFO to write and the other's to read, in the same order: both wait for a reader. */
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
	open("/tmp/mistakes-b", O_WRONLY);
	open("/tmp/mistakes-a", O_RDONLY);
	wait(NULL);
	return 0;
}
