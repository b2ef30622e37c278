/* Two processes and two pipes: both write more than a pipe holds before either reads. */
#include <sys/wait.h>
#include <unistd.h>

static char block[70000];

static void pump(int out, int in)
{
	size_t got = 0;

	if (write(out, block, sizeof block) < 0)
		_exit(1);
	while (got < sizeof block) {
		ssize_t n = read(in, block, sizeof block);
		if (n <= 0)
			_exit(2);
		got += (size_t)n;
	}
}

int main(void)
{
	int there[2], back[2];

	if (pipe(there) || pipe(back))
		return 3;
	if (fork() == 0) {
		pump(back[1], there[0]);
		_exit(0);
	}
	pump(there[1], back[0]);
	return wait(NULL) < 0;
}
