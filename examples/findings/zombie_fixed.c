/* The parent waits until nobody is left. */
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	for (int i = 0; i < 3; i++)
		if (fork() == 0)
			_exit(0);
	sleep(1);
	while (wait(NULL) > 0)
		;
	return 0;
}
