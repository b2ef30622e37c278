// A write through a mapping shows in the times of the file without msync, after MS_ASYNC, and through any name or descriptor.
#include "faults.h"
#include <time.h>
static struct timespec last;
static void show(const char *when)
{
	struct stat st;
	CHECK(stat("f", &st) == 0);
	printf("%s: %s\n", when, st.st_mtim.tv_sec == last.tv_sec && st.st_mtim.tv_nsec == last.tv_nsec ? "as before" : "changed");
	last = st.st_mtim;
	struct timespec t = { 0, 30000000 };
	nanosleep(&t, NULL);
}
int main(void)
{
	int fd = file_of("f", 3 * PAGE);
	show("made");
	char *p = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	show("mapped");
	p[0] = 'x';
	show("written");
	msync(p, PAGE, MS_ASYNC);
	show("MS_ASYNC");
	msync(p, PAGE, MS_SYNC);
	show("MS_SYNC");
	p[PAGE] = 'y';
	msync(p, 3 * PAGE, MS_ASYNC);
	show("written, MS_ASYNC");
	fsync(fd);
	show("fsync");
	pid_t c = fork();
	if (!c) {
		p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 2 * PAGE);
		p[0] = 'z';
		struct stat st;
		fstat(fd, &st);
		_exit(st.st_mtim.tv_nsec == last.tv_nsec);
	}
	printf("in a child: %d\n", WEXITSTATUS(wait_status(c)));
	show("after it");
	char *q = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	q[0] = 1;
	show("private");
}
