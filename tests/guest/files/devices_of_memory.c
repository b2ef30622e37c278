// slow
/* null(4), full(4), zero(4), random(4): what reads, writes, seeks and mappings of them do. */
#include "behaviour.h"
#include <sys/mman.h>

static void try(const char *name)
{
	char b[100];
	int fd = open(name, O_RDWR);
	memset(b, 'x', sizeof b);
	errno = 0;
	ssize_t r = read(fd, b, 10);
	int nothing = 1;
	for (int i = 0; i < 10; i++)
		nothing &= b[i] == 0;
	printf("%s: read %zd zeros %d", name, r, nothing);
	errno = 0;
	r = write(fd, b, 10);
	printf(", write %zd %s", r, r < 0 ? strerrorname_np(errno) : "");
	printf(", seek %ld %ld %ld", (long)lseek(fd, 5, SEEK_SET), (long)lseek(fd, 5, SEEK_CUR), (long)lseek(fd, 5, SEEK_END));
	errno = 0;
	printf(", pread %zd, pwrite %zd", pread(fd, b, 5, 1000), pwrite(fd, b, 5, 1000));
	errno = 0;
	char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	printf(", private %s", p == MAP_FAILED ? strerrorname_np(errno) : p[0] == 0 ? "zeros" : "?");
	errno = 0;
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	printf(", shared %s", p == MAP_FAILED ? strerrorname_np(errno) : p[0] == 0 ? "zeros" : "?");
	errno = 0;
	r = ftruncate(fd, 0);
	printf(", truncate %zd %s", r, r < 0 ? strerrorname_np(errno) : "");
	errno = 0;
	r = fsync(fd);
	printf(", sync %zd %s\n", r, r < 0 ? strerrorname_np(errno) : "");
	close(fd);
}

int main(void)
{
	struct stat s;
	for (char **n = (char *[]){"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", NULL}; *n; n++) {
		if (strstr(*n, "random")) {
			char a[16], b[16];
			int fd = open(*n, O_RDONLY);
			printf("%s: %zd %zd differ %d\n", *n, read(fd, a, 16), read(fd, b, 16), memcmp(a, b, 16) != 0);
		} else
			try(*n);
		stat(*n, &s);
		printf("  %o rdev %x\n", s.st_mode, (int)s.st_rdev);
	}
	return 0;
}
