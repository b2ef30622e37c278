/* open(2), execve(2): ETXTBSY in both directions. */
#include "behaviour.h"

int main(int argc, char **argv)
{
	if (argc > 1) {
		SHOW(open(argv[1], O_WRONLY));
		SHOW(open(argv[1], O_RDONLY) > 0);
		SHOW(truncate(argv[1], 0));
		SHOW(unlink(argv[1]));
		return 0;
	}
	char b[65536];
	int in = open("/proc/self/exe", O_RDONLY), out = open("copy", O_CREAT | O_WRONLY, 0755);
	for (ssize_t n; (n = read(in, b, sizeof b)) > 0;)
		CHECK(write(out, b, n) == n);
	char *args[] = {"./copy", "./copy", NULL};
	SHOW(execv("copy", args));
	close(out);
	fflush(stdout);
	execv("copy", args);
	return 1;
}
