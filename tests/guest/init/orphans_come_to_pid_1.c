// pid-1
#include "behaviour.h"

int main(void)
{
	int go[2];
	make_pipe(go);
	SHOW(getpid());
	SHOW(getppid());
	pid_t middle = fork();
	if (middle == 0) {
		pid_t orphan = fork();
		if (orphan == 0) {
			await(go);
			_exit(getppid() == 1 ? 7 : 8);
		}
		_exit(3);
	}
	show_status(wait_status(middle));
	tell(go);
	int status;
	pid_t got = wait(&status);
	printf("pid %d ", got);
	show_status(status);
	SHOW(wait(NULL));
}
