/* One byte, 5,000 times there and back between two processes. */
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	int there[2], back[2];
	char byte = 0;
	if (pipe(there) || pipe(back))
		return 1;
	if (fork() == 0) {
		for (int i = 0; i < 5000; i++)
			if (read(there[0], &byte, 1) != 1 || write(back[1], &byte, 1) != 1)
				_exit(1);
		_exit(0);
	}
	for (int i = 0; i < 5000; i++)
		if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1)
			return 1;
	wait(NULL);
	return 0;
}
