// slow
/* Five thousand children wait at once for the end of a pipe; each is reaped once, with its own status. */
#include "behaviour.h"

enum { CHILDREN = 5000 };

int main(void)
{
	static pid_t pids[CHILDREN];
	int gate[2], made = 0, wrong = 0;
	long sum = 0;
	make_pipe(gate);
	for (; made < CHILDREN; made++) {
		pids[made] = fork();
		if (pids[made] < 0)
			break;
		if (pids[made] == 0) {
			char byte;
			close(gate[1]);
			_exit(read(gate[0], &byte, 1) == 0 ? made % 251 : 255);
		}
	}
	printf("made %d\n", made);
	close(gate[1]);
	for (int i = 0; i < made; i++) {
		int status;
		wrong += waitpid(pids[i], &status, 0) != pids[i] || !WIFEXITED(status) || WEXITSTATUS(status) != i % 251;
		sum += WEXITSTATUS(status);
	}
	printf("sum %ld, wrong %d\n", sum, wrong);
	SHOW(wait(NULL));
	return 0;
}
