/* Every errno of the manual pages that can be brought about here: one row each, "call ERRNO" when it came, and what came instead when it
 * did not.  tests/errors/test_every_errno.py holds the rows against the lists of the manual. */
#include <stdarg.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>

#include "behaviour.h"

#define TRY(call, expected, expression) \
	do { \
		errno = 0; \
		long got_ = (long)(expression); \
		if (got_ == -1 && errno == expected) \
			printf("%s %s\n", call, #expected); \
		else \
			printf("%s %s: not so, %ld %s\n", call, #expected, got_, errno ? strerrorname_np(errno) : "none"); \
	} while (0)

#define BAD ((void *)16)
#define USER 1000

__attribute__((unused)) static char long_name[300], long_path[5000];

/* As an ordinary user until as_root(): for what root may always do. */
__attribute__((unused)) static void as_user(void)
{
	CHECK(setresgid(-1, USER, -1) == 0 && setresuid(-1, USER, 0) == 0);
}

__attribute__((unused)) static void as_root(void)
{
	CHECK(setresuid(-1, 0, -1) == 0 && setresgid(-1, 0, -1) == 0);
}

__attribute__((unused)) static int made(const char *name)
{
	int fd = open(name, O_CREAT | O_RDWR, 0644);
	CHECK(fd >= 0);
	return fd;
}

/* The most descriptors that may be open from now on. */
__attribute__((unused)) static void descriptors(int limit)
{
	struct rlimit now;
	CHECK(getrlimit(RLIMIT_NOFILE, &now) == 0);
	now.rlim_cur = limit;
	CHECK(setrlimit(RLIMIT_NOFILE, &now) == 0);
}

/* A system call that is interrupted after a tenth of a second. */
__attribute__((unused)) static void nothing(int signal)
{
	(void)signal;
}

__attribute__((unused)) static void interrupt_soon(void)
{
	struct sigaction action = {.sa_handler = nothing};
	sigaction(SIGALRM, &action, NULL);
	ualarm(100000, 0);
}

__attribute__((unused)) static void setup(void)
{
	memset(long_name, 'n', 280);
	for (int i = 0; i < 4500; i += 2)
		memcpy(long_path + i, "a/", 2);
	umask(022);
	CHECK(chmod(".", 0777) == 0);
	unshare(CLONE_NEWNS); /* the mounts below stay with us; where there are no name spaces they would anyway */
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	close(made("file"));
	CHECK(mkdir("dir", 0755) == 0 && mkdir("full", 0755) == 0);
	close(made("full/x"));
	CHECK(mkdir("closed", 0700) == 0);
	close(made("closed/x"));
	CHECK(symlink("loop", "loop") == 0);
	CHECK(mkdir("ro", 0755) == 0 && mount("none", "ro", "tmpfs", 0, NULL) == 0);
	close(made("ro/file"));
	CHECK(mkdir("ro/dir", 0755) == 0);
	CHECK(mount("none", "ro", NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0);
	CHECK(mkdir("small", 0777) == 0 && mount("none", "small", "tmpfs", 0, "size=64k,nr_inodes=8") == 0);
	CHECK(mkdir("mnt", 0755) == 0 && mount("none", "mnt", "tmpfs", 0, NULL) == 0);
	CHECK(mkdir("sticky", 0777) == 0 && chmod("sticky", 01777) == 0);
	close(made("sticky/root"));
	CHECK(mkfifo("fifo", 0666) == 0);
	CHECK(mknod("device", S_IFCHR | 0666, makedev(250, 250)) == 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
}

/* What setup mounted is taken away again: the folder must be removable by whoever made it. */
__attribute__((unused)) static void cleanup(void)
{
	umount2("mnt", MNT_DETACH);
	umount2("small", MNT_DETACH);
	umount2("ro", MNT_DETACH);
}
