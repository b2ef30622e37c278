// flags: -m32
/* Without O_LARGEFILE a 32-bit program cannot open a file of two gigabytes or more (EOVERFLOW), nor write or seek beyond: EFBIG,
 * EOVERFLOW; with it, it can. */
#include "behaviour.h"

#ifndef O_LARGEFILE
#define O_LARGEFILE 0100000
#endif

static int open_(const char *name, int flags) { return syscall(SYS_open, name, flags, 0600); }

int main(void)
{
	signal(SIGXFSZ, SIG_IGN);
	int large = open_("large", O_RDWR | O_CREAT | 0100000);
	CHECK(large >= 0);
	SHOW(syscall(SYS_ftruncate64, large, 0, 1)); /* 4 GiB */
	SHOW(open_("large", O_RDONLY) >= 0);
	SHOW(open_("large", O_RDONLY | 0100000) >= 0);
	SHOW(syscall(SYS_openat, AT_FDCWD, "large", O_RDONLY) >= 0);
	SHOW(open_("large", O_RDWR | O_TRUNC) >= 0);
	SHOW(open_("large", O_RDONLY | O_PATH) >= 0);
	SHOW(syscall(SYS_truncate, "large", 0x7fffffff));
	SHOW(open_("large", O_RDONLY) >= 0);
	int small = open_("small", O_RDWR | O_CREAT | O_TRUNC);
	SHOW(syscall(SYS_lseek, small, 0x7ffffffe, SEEK_SET));
	SHOW(write(small, "abc", 3));
	SHOW(write(small, "abc", 3));
	SHOW(syscall(SYS_lseek, small, 0, SEEK_CUR));
	SHOW(syscall(SYS_lseek, small, 1, SEEK_CUR));
	loff_t result;
	SHOW(syscall(SYS__llseek, small, 1, 0, &result, SEEK_SET));
	SHOW(write(small, "abc", 3));
	SHOW(syscall(SYS_lseek, small, 0, SEEK_CUR));
	SHOW(syscall(SYS_ftruncate, small, 0x7fffffff));
	SHOW(syscall(SYS_ftruncate64, small, 0, 1));
	SHOW(syscall(SYS_fallocate, small, 0, 0x7fffffff, 0, 10, 0));
	SHOW(fcntl(small, F_GETFL) & 0100000);
	SHOW(fcntl(large, F_GETFL) & 0100000 ? 1 : 0);
	unlink("large");
	unlink("small");
	return 0;
}
