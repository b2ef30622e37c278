#include "again.h"
static void at(const char *what, int fd, const char *path, int flags)
{
	fflush(stdout);
	pid_t c = fork();
	if (!c) {
		char *argv[] = { "zero", "after", NULL };
		syscall(SYS_execveat, fd, path, argv, environ, flags);
		printf("%s: %s\n", what, strerrorname_np(errno));
		fflush(stdout);
		_exit(0);
	}
	show_status(wait_status(c));
}
int main(int argc, char **argv)
{
	if (argc > 1) {
		printf("[%s]", argv[0]);
		for (int i = 1; i < argc; i++)
			printf("[%s]", argv[i]);
		printf("\n");
		return 0;
	}
	char self[300] = "", line[400];
	CHECK(readlink("/proc/self/exe", self, 299) > 0);
	symlink(self, "link");
	int fd = open(self, O_RDONLY), path = open(self, O_PATH), dir = open(".", O_RDONLY);
	at("descriptor", fd, "", AT_EMPTY_PATH);
	at("O_PATH descriptor", path, "", AT_EMPTY_PATH);
	at("no flag", fd, "", 0);
	at("directory and name", dir, "link", 0);
	at("link not followed", dir, "link", AT_SYMLINK_NOFOLLOW);
	at("absolute", -1, self, 0);
	at("bad descriptor", -5, "link", 0);
	at("not a directory", fd, "link", 0);
	at("flags", fd, "", 0x8000);
	at("directory itself", dir, "", AT_EMPTY_PATH);
	snprintf(line, sizeof line, "#!%s option\n", "./link");
	make_file("script", line, strlen(line), 0755);
	CHECK(dup2(open("script", O_RDONLY), 20) == 20);
	at("script", 20, "", AT_EMPTY_PATH);
	CHECK(dup2(dir, 21) == 21);
	at("script in directory", 21, "script", 0);
	CHECK(fcntl(20, F_SETFD, FD_CLOEXEC) == 0);
	at("script to be closed", 20, "", AT_EMPTY_PATH);
}
