#include "again.h"
static void show(const char *name)
{
	char path[64], text[4096] = "";
	snprintf(path, sizeof path, "/proc/self/%s", name);
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	for (ssize_t i = 0; i < n; i++)
		if (!text[i])
			text[i] = '|';
	printf("%s: %s\n", name, text);
}
int main(int argc, char **argv)
{
	if (again(argc, argv, "after")) {
		show("cmdline");
		show("environ");
		show("comm");
		char exe[300] = "";
		readlink("/proc/self/exe", exe, 299);
		printf("exe %s\n", strrchr(exe, '/'));
		argv[1][0] = 'X';
		show("cmdline");
		unlink("copy");
		memset(exe, 0, sizeof exe);
		readlink("/proc/self/exe", exe, 299);
		printf("exe %s\n", strrchr(exe, '/'));
		return 0;
	}
	char self[300] = "", block[65536], *args[] = { "argument zero", "after", "", "last", NULL }, *env[] = { "A=1", "B=", NULL };
	CHECK(readlink("/proc/self/exe", self, 299) > 0);
	int in = open(self, O_RDONLY), out = open("copy", O_WRONLY | O_CREAT, 0755);
	ssize_t n;
	while ((n = read(in, block, sizeof block)) > 0)
		write(out, block, n);
	close(out);
	fflush(stdout);
	environ = env;
	try_exec("copy", args);
}
