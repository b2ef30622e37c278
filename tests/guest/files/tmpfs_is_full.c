// slow
// needs: root
/* tmpfs(5): size and nr_inodes: ENOSPC of writes, of names, what a partial write gives, and statfs. */
#include "behaviour.h"
#include <sys/mount.h>
#include <sys/statfs.h>

static void room(void)
{
	struct statfs f;
	CHECK(statfs("m", &f) == 0);
	printf("  blocks %ld free %ld available %ld files %ld free %ld name %ld type %lx bsize %ld\n", (long)f.f_blocks, (long)f.f_bfree, (long)f.f_bavail, (long)f.f_files, (long)f.f_ffree,
	       (long)f.f_namelen, (long)f.f_type, (long)f.f_bsize);
}

int main(void)
{
	static char page[40960];
	mkdir("m", 0755);
	CHECK(mount("none", "m", "tmpfs", 0, "size=16k,nr_inodes=4") == 0);
	room();
	int fd = open("m/f", O_RDWR | O_CREAT, 0600);
	SHOW(write(fd, page, 10000));
	room();
	SHOW(write(fd, page, 10000));
	SHOW(write(fd, page, 1));
	room();
	SHOW(ftruncate(fd, 1 << 20));
	SHOW(pwrite(fd, "x", 1, 500000));
	SHOW(pwrite(fd, "x", 1, 100));
	SHOW(ftruncate(fd, 4096));
	SHOW(pwrite(fd, "x", 1, 500000));
	SHOW(fallocate(fd, 0, 0, 20000));
	SHOW(fallocate(fd, 0, 0, 8192));
	room();
	SHOW(mkdir("m/d", 0755));
	SHOW(symlink("x", "m/l"));
	SHOW(creat("m/g", 0600));
	SHOW(link("m/f", "m/h"));
	SHOW(unlink("m/l"));
	SHOW(creat("m/g", 0600) >= 0);
	room();
	SHOW(mount(NULL, "m", NULL, MS_REMOUNT, "size=64k"));
	SHOW(pwrite(fd, page, 40960, 0));
	room();
	SHOW(mount(NULL, "m", NULL, MS_REMOUNT, "size=4k"));
	close(fd);
	umount2("m", MNT_DETACH);
	return 0;
}
