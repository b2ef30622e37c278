#include "again.h"
static void script(const char *line)
{
	make_file("script", line, strlen(line), 0755);
	char *argv[] = { "zero", "one", "two words", NULL };
	try_exec("./script", argv);
}
int main(int argc, char **argv)
{
	char self[300] = "", line[700];
	CHECK(readlink("/proc/self/exe", self, 299) > 0);
	if (argc > 1) {
		for (int i = 1; i < argc; i++)
			printf("[%s]", argv[i]);
		char name[20] = "";
		int fd = open("/proc/self/comm", O_RDONLY);
		read(fd, name, 19);
		printf(" %s", name);
		return 0;
	}
	symlink(self, "me");
	script("#!me\n");
	script("#!./me arg\n");
	script("#! \t ./me \t two words  \t \n rest\n");
	script("#!./me");
	script("#!./me x");
	script("#!./me\tx\ty\n");
	snprintf(line, sizeof line, "#!./me %0300d\n", 7);
	make_file("script", line, strlen(line), 0755);
	char *three[] = { "zero", "one", NULL };
	try_exec("script", three);
	memset(line, 'x', 400);
	memcpy(line, "#!./", 4);
	line[400] = '\n';
	make_file("script", line, 401, 0755);
	try_exec("script", three);
	char none[] = "#!./me a\n", *empty[] = { NULL };
	make_file("script", none, sizeof none - 1, 0755);
	try_exec("script", empty);
	make_file("script", "#!./me a\0b c\n", 13, 0755);
	try_exec("script", three);
}
