#include "faults.h"
#include <time.h>
static long mtime(void)
{
	struct stat st;
	CHECK(stat("f", &st) == 0);
	return st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
}
static void rest(void)
{
	struct timespec t = { 0, 30000000 };
	nanosleep(&t, NULL);
}
int main(void)
{
	int fd = file_of("f", 2 * PAGE);
	long before = mtime();
	char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	rest();
	p[0] = 'x';
	CHECK(msync(p, PAGE, MS_SYNC) == 0);
	long now = mtime();
	printf("msync %d\n", now > before);
	rest();
	p[PAGE] = 'y';
	CHECK(munmap(p, 2 * PAGE) == 0);
	printf("munmap %d\n", mtime() > now);
	now = mtime();
	rest();
	pid_t c = fork();
	if (!c) {
		p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		p[1] = 'z';
		_exit(0);
	}
	wait_status(c);
	printf("exit %d\n", mtime() > now);
	now = mtime();
	rest();
	p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	p[1] = 'q';
	munmap(p, PAGE);
	printf("private %d\n", mtime() > now);
}
