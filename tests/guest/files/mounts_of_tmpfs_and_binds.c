// slow
// needs: root
/* mount(2), umount(2): tmpfs over a directory, binds of directories and files, read-only remounts, moves, busy ones, detached ones. */
#include "behaviour.h"
#include <sys/mount.h>
#include <sys/statfs.h>

int main(void)
{
	struct stat s, t;
	mkdir("a", 0755), mkdir("b", 0755), mkdir("c", 0755), close(creat("a/below", 0644)), close(creat("file", 0644)), close(creat("target", 0644));
	SHOW(mount("none", "a", "tmpfs", 0, "size=64k,mode=0700"));
	SHOW(access("a/below", F_OK));
	SHOW(stat("a", &s));
	printf("%o\n", s.st_mode);
	SHOW(close(creat("a/inside", 0644)));
	SHOW(mount("a", "b", NULL, MS_BIND, NULL));
	SHOW(access("b/inside", F_OK));
	stat("a/inside", &s), stat("b/inside", &t), printf("same %d\n", s.st_ino == t.st_ino && s.st_dev == t.st_dev);
	SHOW(rename("a/inside", "b/moved"));
	SHOW(link("a/inside", "b/linked"));
	SHOW(mount(NULL, "b", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL));
	SHOW(creat("b/new", 0644));
	SHOW(creat("a/new", 0644) >= 0);
	SHOW(unlink("b/new"));
	SHOW(chmod("b/new", 0600));
	SHOW(utimensat(AT_FDCWD, "b/new", NULL, 0));
	SHOW(access("b/new", W_OK));
	SHOW(open("b/new", O_RDWR));
	SHOW(mount("file", "target", NULL, MS_BIND, NULL));
	int fd = open("file", O_WRONLY);
	CHECK(write(fd, "seen", 4) == 4);
	stat("target", &s), printf("size %d\n", (int)s.st_size);
	SHOW(unlink("target"));
	SHOW(rename("target", "elsewhere"));
	SHOW(rmdir("a"));
	SHOW(umount("target"));
	SHOW(mount("a", "target", NULL, MS_BIND, NULL));
	SHOW(mount("file", "c", NULL, MS_BIND, NULL));
	SHOW(mount("none", "file", "tmpfs", 0, NULL));
	SHOW(mount("none", "c", "nonesuch", 0, NULL));
	SHOW(mount("none", "missing", "tmpfs", 0, NULL));
	SHOW(mount("none", "c", "tmpfs", 0, "size=word"));
	SHOW(mount("none", "c", "tmpfs", 0, "nonsense=1"));
	SHOW(mount("b", "c", NULL, MS_MOVE, NULL));
	SHOW(access("c/new", F_OK));
	SHOW(access("b/new", F_OK));
	SHOW(mount("b", "c", NULL, MS_MOVE, NULL));
	SHOW(umount("b"));
	fd = open("a/new", O_RDONLY);
	SHOW(umount("a"));
	SHOW(umount2("a", MNT_DETACH));
	SHOW(access("a/below", F_OK));
	SHOW(fstat(fd, &s));
	SHOW(umount2("c", UMOUNT_NOFOLLOW));
	SHOW(umount2("c", 64));
	symlink("a", "link");
	SHOW(mount("none", "a", "tmpfs", 0, NULL));
	SHOW(umount2("link", UMOUNT_NOFOLLOW));
	SHOW(chdir("a"));
	SHOW(umount("."));
	SHOW(chdir(".."));
	SHOW(umount("link"));
	SHOW(umount("/"));
	return 0;
}
