/* proc(5), /proc/pid/cwd: of a directory that was removed the link shows where it was, and " (deleted)". */
#include "behaviour.h"

static void show(void)
{
	char before[4096], text[4096];
	CHECK(getcwd(before, sizeof before));
	CHECK(rmdir(before) == 0);
	ssize_t n = readlink("/proc/self/cwd", text, sizeof text - 1);
	CHECK(n > 0);
	text[n] = 0;
	printf("as it was %d, then \"%s\"\n", strncmp(text, before, strlen(before)) == 0, text + strlen(before));
	struct stat s;
	SHOW(stat("/proc/self/cwd", &s));
	SHOW(s.st_nlink);
	SHOW(stat(".", &s));
	SHOW(getcwd(text, sizeof text) != NULL);
	SHOW(mkdir("x", 0700));
	SHOW(chdir(".."));
}

int main(void)
{
	CHECK(mkdir("a", 0700) == 0 && mkdir("a/b", 0700) == 0 && mkdir("c", 0700) == 0);
	CHECK(chdir("c") == 0);
	show();
	CHECK(chdir("a/b") == 0 && rename("../../a", "../../z") == 0);
	show();
	show();
	return 0;
}
