/* statx(2). */
#include "behaviour.h"

int main(void)
{
	struct statx s;
	close(open("file", O_CREAT | O_WRONLY, 0640));
	truncate("file", 777);
	symlink("file", "link");
	SHOW(statx(AT_FDCWD, "file", 0, STATX_BASIC_STATS | STATX_BTIME, &s));
	printf("%#x %o %u %llu %u\n", s.stx_mask & (STATX_BASIC_STATS | STATX_BTIME), s.stx_mode, s.stx_nlink,
	       (unsigned long long)s.stx_size, s.stx_blksize);
	SHOW(statx(AT_FDCWD, "link", AT_SYMLINK_NOFOLLOW, STATX_TYPE, &s));
	printf("%o\n", s.stx_mode & S_IFMT);
	SHOW(statx(AT_FDCWD, "", AT_EMPTY_PATH, STATX_TYPE, &s));
	printf("%o\n", s.stx_mode & S_IFMT);
	SHOW(statx(AT_FDCWD, "", 0, STATX_TYPE, &s));
	SHOW(statx(AT_FDCWD, "file", 1, STATX_TYPE, &s));
	SHOW(statx(AT_FDCWD, "file", AT_STATX_SYNC_TYPE, STATX_TYPE, &s));
	SHOW(statx(AT_FDCWD, "file", AT_STATX_DONT_SYNC, STATX_TYPE, &s));
	SHOW(statx(AT_FDCWD, "file", 0, 0x80000000, &s));
	SHOW(statx(AT_FDCWD, "missing", 0, STATX_TYPE, &s));
	SHOW(statx(AT_FDCWD, "/dev/null", 0, STATX_ALL, &s));
	printf("%u %u\n", s.stx_rdev_major, s.stx_rdev_minor);
	SHOW(statx(AT_FDCWD, "/", 0, STATX_ALL, &s));
	printf("%d\n", !!(s.stx_attributes & 0x2000));
	SHOW(statx(AT_FDCWD, "file", 0, STATX_ALL, (void *)8));
	return 0;
}
