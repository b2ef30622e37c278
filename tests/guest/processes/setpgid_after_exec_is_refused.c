#include "behaviour.h"

int main(int argc, char **argv)
{
	if (argc > 1) {
		write(atoi(argv[1]), "x", 1);
		pause();
	}
	int ready[2];
	CHECK(pipe(ready) == 0);
	pid_t pid = fork();
	if (pid == 0) {
		char number[12];
		sprintf(number, "%d", ready[1]);
		execl("/proc/self/exe", "again", number, NULL);
		_exit(127);
	}
	await(ready);
	SHOW(setpgid(pid, pid));
	kill(pid, SIGKILL);
	show_status(wait_status(pid));
}
