// slow
// needs: root
/* mknod(2): every type, by root and by a user; what can be opened of them; the numbers of devices. */
#include "behaviour.h"
#include <sys/sysmacros.h>

static void try(int kind)
{
	struct stat s;
	errno = 0;
	int r = mknod("n", kind | 0666, makedev(1, 3));
	printf("%o: %s", kind, r ? strerrorname_np(errno) : "made");
	if (!r) {
		lstat("n", &s);
		errno = 0;
		int fd = open("n", O_RDWR | O_NONBLOCK);
		printf(" %o rdev %x open %s", s.st_mode, (int)s.st_rdev, fd >= 0 ? "yes" : strerrorname_np(errno));
		close(fd);
		unlink("n");
	}
	puts("");
}

static int all(void)
{
	for (int kind = 0; kind <= 0170000; kind += 010000)
		try(kind);
	return 0;
}

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	return all();
}

int main(void)
{
	umask(0);
	chmod(".", 0777);
	all();
	wait_status(child(as_user));
	return 0;
}
