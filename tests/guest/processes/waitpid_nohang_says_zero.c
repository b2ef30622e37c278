#include "behaviour.h"

int main(void)
{
	int go[2], status = 77;
	make_pipe(go);
	pid_t pid = fork();
	if (pid == 0) {
		await(go);
		_exit(5);
	}
	SHOW(waitpid(pid, &status, WNOHANG));
	SHOW(waitpid(-1, &status, WNOHANG));
	printf("status untouched: %d\n", status);
	tell(go);
	show_status(wait_status(pid));
	SHOW(waitpid(pid, &status, WNOHANG));
	SHOW(waitpid(-1, &status, WNOHANG));
}
