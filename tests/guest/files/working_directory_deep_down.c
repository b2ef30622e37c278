// slow
/* getcwd(2), chdir(2): the text's length and ERANGE, names longer than PATH_MAX, a directory renamed or moved under one's feet. */
#include "behaviour.h"

int main(void)
{
	char text[20000], start[4096];
	CHECK(getcwd(start, sizeof start));
	size_t base = strlen(start);
	mkdir("a", 0755), mkdir("b", 0755);
	CHECK(chdir("a") == 0);
	SHOW(syscall(SYS_getcwd, text, base + 2));
	SHOW(syscall(SYS_getcwd, text, base + 3) == (long)base + 3);
	SHOW(syscall(SYS_getcwd, text, 0));
	SHOW(syscall(SYS_getcwd, (void *)1, 4096));
	SHOW(rename("../a", "../b/moved"));
	CHECK(getcwd(text, sizeof text));
	printf("%s\n", text + base);
	SHOW(chdir(".."));
	CHECK(getcwd(text, sizeof text));
	printf("%s\n", text + base);
	char name[201];
	memset(name, 'd', 200), name[200] = 0;
	for (int i = 0; i < 25; i++)
		CHECK(mkdir(name, 0755) == 0 && chdir(name) == 0);
	SHOW(syscall(SYS_getcwd, text, 4096));
	SHOW(syscall(SYS_getcwd, text, sizeof text));
	SHOW(close(creat("below", 0644)));
	SHOW(access("below", F_OK));
	SHOW(chdir(start));
	int fd = open("b", O_RDONLY);
	SHOW(fchdir(fd));
	SHOW(fchdir(99));
	SHOW(chdir("none"));
	SHOW(chdir(""));
	SHOW(chdir("/proc/self/fd/../cwd"));
	return 0;
}
