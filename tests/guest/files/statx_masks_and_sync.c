// slow
// needs: root
/* statx(2): what is asked for and what comes, the attributes, the mount, and its refusals. */
#include "behaviour.h"
#include <linux/stat.h>
#include <sys/mount.h>

static void look(int at, const char *name, int flags, unsigned mask)
{
	struct statx x;
	memset(&x, 0xaa, sizeof x);
	errno = 0;
	int r = syscall(SYS_statx, at, name, flags, mask, &x);
	if (r) {
		printf("%s %x %x: %s\n", name, flags, mask, strerrorname_np(errno));
		return;
	}
	printf("%s %x %x: has %x mode %o links %u size %lld blocks? %d\n", name, flags, mask, x.stx_mask & 0x17ff, x.stx_mode, x.stx_nlink, (long long)x.stx_size,
	       x.stx_blocks == (x.stx_size + 4095) / 4096 * 8);
	printf("   blksize %u rdev %u:%u spare zero %d attributes %llx of %llx\n", x.stx_blksize, x.stx_rdev_major, x.stx_rdev_minor, x.__spare0[0] == 0,
	       (long long)x.stx_attributes & 0x2000, (long long)x.stx_attributes_mask & 0x2000);
}

int main(void)
{
	int fd = open("f", O_RDWR | O_CREAT, 0640);
	CHECK(write(fd, "12345", 5) == 5);
	symlink("f", "l"), mkdir("d", 0755);
	CHECK(mount("none", "d", "tmpfs", 0, NULL) == 0);
	look(AT_FDCWD, "f", 0, 0);
	look(AT_FDCWD, "f", 0, STATX_SIZE);
	look(AT_FDCWD, "f", 0, STATX_BASIC_STATS);
	look(AT_FDCWD, "f", 0, STATX_ALL | 0x1000);
	look(AT_FDCWD, "f", 0, 0x80000000);
	look(AT_FDCWD, "l", AT_SYMLINK_NOFOLLOW, STATX_ALL);
	look(AT_FDCWD, "l", AT_STATX_FORCE_SYNC, STATX_ALL);
	look(AT_FDCWD, "f", AT_STATX_DONT_SYNC, STATX_ALL);
	look(AT_FDCWD, "f", AT_STATX_DONT_SYNC | AT_STATX_FORCE_SYNC, STATX_ALL);
	look(AT_FDCWD, "f", 0x8000, STATX_ALL);
	look(fd, "", AT_EMPTY_PATH, STATX_ALL);
	look(fd, "", 0, STATX_ALL);
	look(fd, NULL, AT_EMPTY_PATH, STATX_ALL);
	look(AT_FDCWD, "d", AT_NO_AUTOMOUNT, STATX_ALL);
	look(AT_FDCWD, "/dev/null", 0, STATX_ALL);
	struct statx x, y;
	syscall(SYS_statx, AT_FDCWD, "d", 0, STATX_MNT_ID, &x), syscall(SYS_statx, AT_FDCWD, ".", 0, STATX_MNT_ID, &y);
	printf("another mount %d, same as f's %d\n", x.stx_mnt_id != y.stx_mnt_id, ({ syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &x); x.stx_mnt_id == y.stx_mnt_id; }));
	SHOW(syscall(SYS_statx, AT_FDCWD, "f", 0, STATX_ALL, NULL));
	umount("d");
	return 0;
}
