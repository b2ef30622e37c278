#include "behaviour.h"

int main(void)
{
	int p[2];
	char name[50], target[50] = "", c;
	CHECK(pipe(p) == 0);
	sprintf(name, "/proc/self/fd/%d", p[1]);
	SHOW(readlink(name, target, 50) > 0);
	printf("%.6s\n", target);
	int again = open(name, O_WRONLY);
	SHOW(again >= 0);
	close(p[1]);
	SHOW(write(again, "y", 1));
	SHOW(read(p[0], &c, 1));
	close(again);
	SHOW(read(p[0], &c, 1));
	sprintf(name, "/dev/fd/%d", p[0]);
	SHOW(open(name, O_RDONLY) >= 0);
	struct stat s;
	fstat(p[0], &s);
	printf("%o %d %ld\n", s.st_mode, (int)s.st_nlink, (long)s.st_size);
}
