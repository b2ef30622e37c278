/* The parent ends without having asked for its child, which ended before. */
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	if (fork() == 0)
		_exit(0);
	sleep(1);
	return 0;
}
