#include "behaviour.h"

int main(void)
{
	pid_t a = fork();
	if (a == 0) {
		setpgid(0, 0);
		_exit(1);
	}
	setpgid(a, a);
	pid_t b = fork();
	if (b == 0) {
		setpgid(0, a);
		_exit(2);
	}
	setpgid(b, a);
	pid_t c = fork();
	if (c == 0)
		_exit(3);
	int status;
	CHECK(waitpid(0, &status, 0) == c);
	show_status(status);
	SHOW(waitpid(0, &status, 0));
	CHECK(waitpid(-a, &status, 0) > 0);
	CHECK(waitpid(-a, &status, 0) > 0);
	SHOW(waitpid(-a, &status, 0));
}
