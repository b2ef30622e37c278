// shm_open(3), shm_unlink(3): created empty, truncated, mapped, seen by others; modes, O_TRUNC, O_EXCL, errors.
#include "behaviour.h"
#include <limits.h>
#include <sys/mman.h>

static char name[64];
static char *p;
static int child_writes(void)
{
	int fd = shm_open(name, O_RDWR, 0);
	char *q = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	strcpy(q, "from the child");
	return 0;
}

int main(void)
{
	snprintf(name, sizeof name, "/fp-shm-%d", getpid());
	struct stat st;
	SHOW(shm_open(name, O_RDWR, 0));
	int fd = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0640);
	CHECK(fd >= 0);
	fstat(fd, &st);
	printf("mode %o size %ld flags %x\n", st.st_mode, (long)st.st_size, fcntl(fd, F_GETFD));
	SHOW(shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600));
	SHOW(ftruncate(fd, 4096));
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	wait_status(child(child_writes));
	printf("%s\n", p);
	int ro = shm_open(name, O_RDONLY, 0);
	SHOW(ftruncate(ro, 10));
	SHOW((long)mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, ro, 0));
	SHOW(shm_open(name, O_RDWR | O_TRUNC, 0) >= 0);
	fstat(fd, &st);
	printf("size %ld\n", (long)st.st_size);
	char longname[NAME_MAX + 10];
	memset(longname, 'x', sizeof longname);
	longname[0] = '/', longname[sizeof longname - 1] = 0;
	SHOW(shm_open(longname, O_CREAT | O_RDWR, 0600));
	SHOW(shm_open("/a/b", O_CREAT | O_RDWR, 0600));
	SHOW(shm_open("/", O_CREAT | O_RDWR, 0600));
	SHOW(shm_open("", O_CREAT | O_RDWR, 0600));
	SHOW(shm_unlink(name));
	SHOW(shm_unlink(name));
	SHOW(ftruncate(fd, 8192));
	return 0;
}
