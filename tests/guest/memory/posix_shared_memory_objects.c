// slow
// needs: root
/* shm_overview(7): names, modes and umask, O_EXCL and O_TRUNC, unlinked while mapped, who may open. */
#include "behaviour.h"
#include <sys/mman.h>

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(shm_open("/fpath-object", O_RDONLY, 0) >= 0);
	SHOW(shm_open("/fpath-object", O_RDWR, 0));
	SHOW(shm_open("/fpath-object", O_RDWR | O_CREAT, 0600));
	SHOW(shm_unlink("/fpath-object"));
	SHOW(shm_open("/fpath-users", O_RDWR | O_CREAT | O_EXCL, 0600) >= 0);
	SHOW(shm_unlink("/fpath-users"));
	return 0;
}

int main(void)
{
	struct stat s;
	shm_unlink("/fpath-object");
	SHOW(shm_open("/fpath-object", O_RDWR, 0));
	int fd = shm_open("/fpath-object", O_RDWR | O_CREAT | O_EXCL, 0666);
	SHOW(fcntl(fd, F_GETFD));
	SHOW(fstat(fd, &s));
	printf("%o size %d\n", s.st_mode, (int)s.st_size);
	SHOW(ftruncate(fd, 8192));
	char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	strcpy(p, "text");
	SHOW(shm_open("/fpath-object", O_RDWR | O_CREAT | O_EXCL, 0600));
	int other = shm_open("/fpath-object", O_RDONLY, 0);
	char *q = mmap(NULL, 8192, PROT_READ, MAP_SHARED, other, 0);
	printf("%s\n", q);
	SHOW(mmap(NULL, 8192, PROT_WRITE, MAP_SHARED, other, 0) == MAP_FAILED ? -1 : 0);
	SHOW(write(fd, "by write", 9));
	printf("%s\n", q);
	wait_status(child(as_user));
	SHOW(shm_open("/fpath-object", O_RDWR | O_TRUNC, 0) >= 0);
	fstat(fd, &s), printf("size %d\n", (int)s.st_size);
	SHOW(ftruncate(fd, 4096));
	printf("%d\n", q[0]);
	SHOW(shm_unlink("/fpath-object"));
	SHOW(shm_unlink("/fpath-object"));
	strcpy(p, "still");
	printf("%s\n", q);
	SHOW(shm_open("", O_RDWR | O_CREAT, 0600));
	SHOW(shm_open("/a/b", O_RDWR | O_CREAT, 0600));
	SHOW(shm_open("/..", O_RDWR | O_CREAT, 0600));
	return 0;
}
