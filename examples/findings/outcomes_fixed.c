/* The parent waits before it prints. */
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	if (fork() == 0) {
		if (write(1, "child\n", 6) != 6)
			_exit(1);
		_exit(0);
	}
	while (wait(NULL) < 0)
		;
	if (write(1, "parent\n", 7) != 7)
		return 1;
	return 0;
}
