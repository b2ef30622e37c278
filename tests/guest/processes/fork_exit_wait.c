#include "behaviour.h"

int main(void)
{
	for (int i = 0; i < 3; i++) {
		pid_t pid = fork();
		if (pid == 0)
			_exit(40 + i);
		int status;
		CHECK(waitpid(pid, &status, 0) == pid);
		show_status(status);
	}
	SHOW(wait(NULL));
}
