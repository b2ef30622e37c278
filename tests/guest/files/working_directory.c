/* chdir(2), fchdir(2), getcwd(3): also of a directory that was moved or removed. */
#include "behaviour.h"

static void where(void)
{
	char b[4096];
	char *got = getcwd(b, sizeof b);
	if (!got) {
		printf("getcwd: %s\n", strerrorname_np(errno));
		return;
	}
	char *slash = strrchr(b, '/');
	puts(slash);
}

int main(void)
{
	char b[100];
	mkdir("a", 0755);
	mkdir("a/b", 0755);
	close(open("file", O_CREAT | O_WRONLY, 0644));
	SHOW(chdir("missing"));
	SHOW(chdir("file"));
	SHOW(chdir(""));
	SHOW(chdir("a/b"));
	where();
	int b_fd = open(".", O_RDONLY);
	SHOW(rename("../b", "../c"));
	where();
	SHOW(chdir(".."));
	where();
	SHOW(fchdir(b_fd));
	where();
	SHOW(fchdir(99));
	SHOW(fchdir(open("../../file", O_RDONLY)));
	SHOW(rmdir("../c"));
	where();
	SHOW(open("x", O_CREAT | O_WRONLY, 0644));
	SHOW(mkdir("x", 0755));
	struct stat s;
	SHOW(stat(".", &s));
	SHOW(stat("..", &s));
	SHOW(chdir(".."));
	where();
	SHOW(chdir("/"));
	SHOW(syscall(SYS_getcwd, b, 100));
	SHOW(syscall(SYS_getcwd, b, 1));
	SHOW(chdir("/../../.."));
	puts(getcwd(b, 100));
	SHOW(chdir("/usr/bin/../lib"));
	puts(getcwd(b, 100));
	return 0;
}
