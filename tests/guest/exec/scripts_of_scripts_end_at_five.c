#include "again.h"
int main(int argc, char **argv)
{
	char self[300] = "", line[400], name[8];
	CHECK(readlink("/proc/self/exe", self, 299) > 0);
	if (argc > 1) {
		for (int i = 1; i < argc; i++)
			printf("[%s]", argv[i]);
		printf("\n");
		return 0;
	}
	symlink(self, "s0");
	for (int i = 1; i < 8; i++) {
		snprintf(line, sizeof line, "#!./s%d %c\n", i - 1, 'a' + i);
		snprintf(name, sizeof name, "s%d", i);
		make_file(name, line, strlen(line), 0755);
	}
	char *args[] = { "x", "y", NULL };
	for (int i = 1; i < 8; i++) {
		snprintf(name, sizeof name, "./s%d", i);
		try_exec(name, args);
	}
}
