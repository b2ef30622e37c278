// slow
// needs: root
/* fsopen, fsconfig, fsmount, move_mount, open_tree, mount_setattr, fspick (Linux 5.2 and 5.12): a file system made and shown step by step. */
#include "behaviour.h"
#include <sys/mount.h>

static int fsopen_(const char *kind, unsigned flags) { return syscall(SYS_fsopen, kind, flags); }
static int fsconfig_(int fd, unsigned command, const char *key, const void *value, int aux) { return syscall(SYS_fsconfig, fd, command, key, value, aux); }
static int fsmount_(int fd, unsigned flags, unsigned attributes) { return syscall(SYS_fsmount, fd, flags, attributes); }
static int move(int from, const char *path, int to, const char *target, unsigned flags) { return syscall(SYS_move_mount, from, path, to, target, flags); }
static int open_tree_(int fd, const char *path, unsigned flags) { return syscall(SYS_open_tree, fd, path, flags); }
static int setattr(int fd, const char *path, unsigned flags, uint64_t set, uint64_t clear)
{
	uint64_t attr[4] = {set, clear, 0, 0};
	return syscall(SYS_mount_setattr, fd, path, flags, attr, sizeof attr);
}
enum { FLAG, STRING, BINARY, PATH, PATH_EMPTY, FD, CREATE, RECONFIGURE };

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(fsopen_("tmpfs", 0));
	SHOW(open_tree_(AT_FDCWD, "d", 1));
	SHOW(open_tree_(AT_FDCWD, "d", 0) >= 0);
	SHOW(move(AT_FDCWD, "d", AT_FDCWD, "e", 0));
	SHOW(setattr(AT_FDCWD, "d", 0, 1, 0));
	return 0;
}

int main(void)
{
	struct stat s;
	mkdir("d", 0755), mkdir("e", 0755), mkdir("f", 0755), close(creat("file", 0644));
	SHOW(fsopen_("nonesuch", 0));
	SHOW(fsopen_("tmpfs", 2));
	SHOW(fsopen_((void *)1, 0));
	int c = fsopen_("tmpfs", 1);
	SHOW(fcntl(c, F_GETFD));
	SHOW(fsmount_(c, 0, 0));
	SHOW(fsconfig_(c, STRING, "source", "name", 0));
	SHOW(fsconfig_(c, STRING, "source", "again", 0));
	SHOW(fsconfig_(c, STRING, "size", "64k", 0));
	SHOW(fsconfig_(c, STRING, "mode", "0700", 0));
	SHOW(fsconfig_(c, STRING, "size", "word", 0));
	SHOW(fsconfig_(c, STRING, "nonsense", "1", 0));
	SHOW(fsconfig_(c, STRING, NULL, "1", 0));
	SHOW(fsconfig_(c, FLAG, "ro", "x", 0));
	SHOW(fsconfig_(c, CREATE, "x", NULL, 0));
	SHOW(fsconfig_(c, 99, NULL, NULL, 0));
	SHOW(fsconfig_(0, CREATE, NULL, NULL, 0));
	SHOW(fsconfig_(99, CREATE, NULL, NULL, 0));
	SHOW(fsconfig_(c, CREATE, NULL, NULL, 0));
	SHOW(fsconfig_(c, CREATE, NULL, NULL, 0));
	SHOW(fsmount_(c, 0, 0x1000000));
	SHOW(fsmount_(c, 2, 0));
	SHOW(fsmount_(0, 0, 0));
	int m = fsmount_(c, 1, 8);
	SHOW(fcntl(m, F_GETFD));
	SHOW(fsmount_(c, 0, 0));
	SHOW(fstat(m, &s));
	printf("%o\n", s.st_mode);
	SHOW(openat(m, "inside", O_CREAT | O_WRONLY, 0755) >= 0);
	SHOW(access("d/inside", F_OK));
	SHOW(move(m, "", AT_FDCWD, "file", 4));
	SHOW(move(m, "", AT_FDCWD, "none", 4));
	SHOW(move(m, "", AT_FDCWD, "d", 0));
	SHOW(move(m, "", AT_FDCWD, "d", 0x1000));
	SHOW(move(m, "", AT_FDCWD, "d", 4));
	SHOW(access("d/inside", F_OK));
	SHOW(access("d/inside", X_OK));
	SHOW(move(m, "", AT_FDCWD, "e", 4));
	SHOW(access("d/inside", F_OK));
	SHOW(access("e/inside", F_OK));
	SHOW(move(AT_FDCWD, "f", AT_FDCWD, "d", 0));
	int t = open_tree_(AT_FDCWD, "e", 1);
	SHOW(move(t, "", AT_FDCWD, "f", 4));
	SHOW(access("f/inside", F_OK));
	SHOW(setattr(AT_FDCWD, "f", 0, 1, 0));
	SHOW(openat(AT_FDCWD, "f/new", O_CREAT | O_WRONLY, 0644));
	SHOW(openat(AT_FDCWD, "e/new", O_CREAT | O_WRONLY, 0644) >= 0);
	SHOW(setattr(AT_FDCWD, "f", 0, 0, 1 | 8));
	SHOW(openat(AT_FDCWD, "f/new2", O_CREAT | O_WRONLY, 0644) >= 0);
	SHOW(access("f/inside", X_OK));
	SHOW(setattr(AT_FDCWD, "f", 0, 0x1000000, 0));
	SHOW(setattr(AT_FDCWD, "f", 0, 0x10, 0));
	SHOW(setattr(AT_FDCWD, "f", 0, 0x10, 0x70));
	SHOW(setattr(AT_FDCWD, "file", 0, 1, 0));
	SHOW(setattr(AT_FDCWD, "none", 0, 1, 0));
	SHOW(setattr(AT_FDCWD, "f", 2, 1, 0));
	SHOW(syscall(SYS_mount_setattr, AT_FDCWD, "f", 0, NULL, 8));
	SHOW(syscall(SYS_mount_setattr, AT_FDCWD, "f", 0, NULL, 32));
	int clone = open_tree_(AT_FDCWD, "e", 1 | O_CLOEXEC);
	SHOW(fcntl(clone, F_GETFD));
	SHOW(openat(clone, "inside", O_RDONLY) >= 0);
	SHOW(setattr(clone, "", AT_EMPTY_PATH, 1, 0));
	SHOW(openat(clone, "new3", O_CREAT | O_WRONLY, 0644));
	close(clone);
	int path = open_tree_(AT_FDCWD, "e", 0);
	SHOW(read(path, &s, 1));
	SHOW(open_tree_(AT_FDCWD, "none", 1));
	SHOW(open_tree_(AT_FDCWD, "e", 2));
	SHOW(open_tree_(AT_FDCWD, "e", 0x8000));
	int one = open_tree_(AT_FDCWD, "file", 1);
	SHOW(move(one, "", AT_FDCWD, "e", 4));
	SHOW(move(one, "", AT_FDCWD, "e/inside", 4));
	SHOW(umount("e/inside"));
	int pick = syscall(SYS_fspick, AT_FDCWD, "e", 0);
	SHOW(pick >= 0);
	SHOW(fsconfig_(pick, STRING, "size", "128k", 0));
	SHOW(fsconfig_(pick, RECONFIGURE, NULL, NULL, 0));
	SHOW(fsconfig_(pick, CREATE, NULL, NULL, 0));
	SHOW(syscall(SYS_fspick, AT_FDCWD, "file", 0));
	SHOW(syscall(SYS_fspick, AT_FDCWD, "e", 64));
	umount2("f", MNT_DETACH);
	wait_status(child(as_user));
	SHOW(umount2("e", MNT_DETACH));
	umount2("d", MNT_DETACH);
	return 0;
}
