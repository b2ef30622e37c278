// slow
/* mmap(2), "SIGBUS": shared and private mappings when the file is cut and made longer again; what was mapped shows the file. */
#include "behaviour.h"
#include <setjmp.h>
#include <sys/mman.h>

static sigjmp_buf back;
static int code;
static void caught(int n, siginfo_t *i, void *c)
{
	code = i->si_code;
	siglongjmp(back, n);
}

static void touch(const char *what, char *p, int write)
{
	int n = sigsetjmp(back, 1);
	if (n == 0) {
		if (write)
			*(volatile char *)p = 'W';
		printf("%s: %d\n", what, *(volatile char *)p);
	} else
		printf("%s: %s code %d\n", what, signal_name(n), code);
}

int main(void)
{
	struct sigaction a = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO};
	sigaction(SIGBUS, &a, NULL), sigaction(SIGSEGV, &a, NULL);
	int fd = open("f", O_RDWR | O_CREAT, 0644);
	CHECK(ftruncate(fd, 12288) == 0 && pwrite(fd, "abc", 3, 0) == 3 && pwrite(fd, "xyz", 3, 8192) == 3);
	char *s = mmap(NULL, 16384, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), *p = mmap(NULL, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	touch("shared 0", s, 0), touch("shared 2", s + 8192, 0), touch("shared 3", s + 12288, 0), touch("private 3", p + 12288, 1);
	touch("private 2 written", p + 8192, 1);
	CHECK(ftruncate(fd, 4097) == 0);
	touch("shared 1", s + 4096, 0), touch("shared 2", s + 8192, 0), touch("private 2", p + 8192, 0), touch("private 1", p + 4096, 0);
	CHECK(ftruncate(fd, 12288) == 0);
	touch("shared 2 again", s + 8192, 0), touch("private 2 again", p + 8192, 0);
	touch("shared 2 written", s + 8192, 1);
	char c;
	CHECK(pread(fd, &c, 1, 8192) == 1);
	printf("the file has %d, private %d\n", c, p[8192]);
	CHECK(ftruncate(fd, 5) == 0);
	touch("behind the end", s + 6, 1);
	CHECK(ftruncate(fd, 4096) == 0 && pread(fd, &c, 1, 6) == 1);
	printf("behind the end: %d\n", c);
	CHECK(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096) == 0);
	touch("a hole", s, 0);
	CHECK(mprotect(s, 4096, PROT_READ) == 0);
	touch("read only", s, 1);
	return 0;
}
