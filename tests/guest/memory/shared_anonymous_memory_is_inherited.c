#include "faults.h"
int main(void)
{
	int *shared = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int *private = (int *)anonymous(PAGE);
	for (int i = 0; i < 4; i++) {
		pid_t c = fork();
		if (!c) {
			shared[i]++;
			shared[1024 + i] += i;
			private[i]++;
			if (i == 3 && fork() == 0) {
				shared[9] = 99;
				_exit(0);
			}
			while (wait(NULL) > 0)
				;
			_exit(0);
		}
		wait_status(c);
	}
	printf("%d %d %d %d %d %d\n", shared[0], shared[3], shared[1025], shared[1027], shared[9], shared[2048]);
	printf("%d %d\n", private[0], private[3]);
}
