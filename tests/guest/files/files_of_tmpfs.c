/* tmpfs(5) at /dev/shm: sizes of directories, statfs, exchange across file systems. */
#include "behaviour.h"
#include <sys/statfs.h>
#include <sys/vfs.h>

static long size(const char *name)
{
	struct stat s;
	CHECK(stat(name, &s) == 0);
	return s.st_size;
}

int main(void)
{
	struct statfs f;
	char name[100];
	sprintf(name, "/dev/shm/test.%d", getpid());
	CHECK(mkdir(name, 0700) == 0);
	CHECK(chdir(name) == 0);
	printf("%ld\n", size("."));
	mkdir("a", 0700);
	printf("%ld\n", size("."));
	close(open("b", O_CREAT | O_WRONLY, 0600));
	printf("%ld\n", size("."));
	rename("b", "a/c");
	printf("%ld %ld\n", size("."), size("a"));
	int fd = open("a/c", O_RDWR);
	struct stat s;
	fstat(fd, &s);
	printf("%ld %ld\n", (long)s.st_blocks, (long)s.st_blksize);
	ftruncate(fd, 100000);
	pwrite(fd, "x", 1, 50000);
	fstat(fd, &s);
	printf("%ld\n", (long)s.st_blocks);
	SHOW(statfs(".", &f));
	printf("%lx %ld %ld\n", (long)f.f_type, (long)f.f_bsize, (long)f.f_namelen);
	SHOW(fstatfs(fd, &f));
	SHOW(statfs("missing", &f));
	SHOW(fstatfs(99, &f));
	int ends[2];
	make_pipe(ends);
	SHOW(fstatfs(ends[0], &f));
	printf("%lx\n", (long)f.f_type);
	unlink("a/c");
	rmdir("a");
	SHOW(rmdir(name));
	return 0;
}
