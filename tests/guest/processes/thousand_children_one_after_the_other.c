#include "behaviour.h"

int main(void)
{
	int sum = 0;
	for (int i = 0; i < 1000; i++) {
		pid_t pid = fork();
		if (pid == 0)
			_exit(i & 127);
		sum += WEXITSTATUS(wait_status(pid));
	}
	printf("%d\n", sum);
}
