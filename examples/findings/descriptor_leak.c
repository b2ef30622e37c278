/* The child executes a program with a descriptor that it knows nothing of. */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	if (open("/etc/passwd", O_RDONLY) < 0)
		return 1;
	if (fork() == 0) {
		execl("/bin/true", "true", (char *)NULL);
		_exit(127);
	}
	while (wait(NULL) < 0)
		;
	return 0;
}
