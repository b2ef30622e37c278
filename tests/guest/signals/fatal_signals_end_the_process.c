#include "behaviour.h"

static int number;

static int die(void)
{
	setpgid(0, 0);
	raise(number);
	return 0;
}

int main(void)
{
	for (number = 1; number <= 64; number++) {
		if (number == 32 || number == 33)
			continue;
		int status;
		pid_t pid = child(die);
		setpgid(pid, pid);
		CHECK(waitpid(pid, &status, WUNTRACED) == pid);
		printf("%d: ", number);
		show_status(status);
		if (WIFSTOPPED(status)) {
			kill(pid, SIGKILL);
			wait_status(pid);
		}
	}
	return 0;
}
