#include "behaviour.h"

int main(void)
{
	int p[2];
	char c[10];
	signal(SIGPIPE, SIG_IGN);
	CHECK(pipe(p) == 0);
	SHOW(read(p[1], c, 1));
	SHOW(write(p[0], c, 1));
	SHOW(lseek(p[0], 0, SEEK_SET));
	SHOW(pread(p[0], c, 1, 0));
	SHOW(pwrite(p[1], c, 1, 0));
	SHOW(write(p[1], "abc", 3));
	SHOW(read(p[0], c, 0));
	SHOW(read(p[0], c, 2));
	close(p[1]);
	SHOW(read(p[0], c, 10));
	SHOW(read(p[0], c, 10));
	CHECK(pipe(p) == 0);
	close(p[0]);
	SHOW(write(p[1], "", 0));
	SHOW(write(p[1], "abc", 3));
	SHOW(pipe(NULL));
	SHOW(pipe2(p, O_APPEND));
	SHOW(ftruncate(p[1], 0));
	SHOW(fsync(p[1]));
	signal(SIGPIPE, SIG_DFL);
	pid_t pid = fork();
	if (pid == 0) {
		write(p[1], "abc", 3);
		_exit(0);
	}
	show_status(wait_status(pid));
}
