"""C programs for the page: a long run, and output that means harm."""

PING_PONG = """
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	int n = atoi(argv[argc - 1]), there[2], back[2];
	char x = 'x';
	if (pipe(there) || pipe(back))
		return 1;
	if (fork() == 0) {
		for (int i = 0; i < n; i++)
			if (read(there[0], &x, 1) != 1 || write(back[1], &x, 1) != 1)
				_exit(1);
		_exit(0);
	}
	for (int i = 0; i < n; i++)
		if (write(there[1], &x, 1) != 1 || read(back[0], &x, 1) != 1)
			return 1;
	wait(NULL);
	return write(1, "done\\n", 5) != 5;
}
"""
HOSTILE = r"""
#include <stdio.h>
#include <unistd.h>
int main(void)
{
	write(1, "\033]0;owned\007\033[2J<img src=x onerror=\"window.owned=1\">\xff\xfe</script><script>window.owned=1</script>\n", 94);
	for (int i = 0; i < 100000; i++)
		putchar('y');
	return 0;
}
"""
