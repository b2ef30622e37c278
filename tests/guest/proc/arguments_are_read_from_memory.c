// slow
// arguments: one two three
/* proc(5), /proc/[pid]/cmdline: the arguments as they stand in the process's memory now, each closed by a null byte. */
#include "behaviour.h"

static void show(void)
{
	char b[400];
	int fd = open("/proc/self/cmdline", O_RDONLY);
	ssize_t n = read(fd, b, sizeof b);
	char *first = memchr(b, 0, n);
	CHECK(n > 0 && first);
	printf("after the name:");
	for (char *p = first + 1; p < b + n; p++)
		putchar(*p ? *p : '|');
	printf("\n");
	SHOW(lseek(fd, first + 1 - b, SEEK_SET) > 0);
	SHOW(read(fd, b, 3));
	printf("%.3s\n", b);
	close(fd);
}

int main(int argc, char **argv)
{
	CHECK(argc == 4);
	show();
	memcpy(argv[2], "TWO", 3);
	show();
	argv[1] = "elsewhere";
	show();
	SHOW(open("/proc/self/cmdline", O_WRONLY) >= 0 ? 0 : -1);
	return 0;
}
