// needs: root
/* What calls on names and attributes can fail with beyond their paths. */
#include "errors.h"
#include <linux/openat2.h>
#include <sys/inotify.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <utime.h>

static struct stat st;
static struct statx sx;
static struct statfs sf;
static char text[100];

static long opened2(int at, const char *p, struct open_how how, size_t size)
{
	char data[64] = {0};
	memcpy(data, &how, sizeof how);
	if (size > sizeof how)
		data[sizeof how] = 1;
	return syscall(SYS_openat2, at, p, data, size);
}

static void opening(void)
{
	int fd = open("file", O_RDWR);
	TRY("open", EEXIST, open("file", O_CREAT | O_EXCL, 0644));
	TRY("open", EISDIR, open("dir", O_WRONLY));
	TRY("open", EINVAL, syscall(SYS_open, "file", O_TMPFILE | O_RDONLY, 0));
	TRY("open", ENOTDIR, open("file", O_DIRECTORY));
	TRY("open", ELOOP, open("loop", O_NOFOLLOW));
	TRY("open", ENXIO, open("fifo", O_WRONLY | O_NONBLOCK));
	TRY("open", ENXIO, open("device", O_RDONLY));
	TRY("open", EROFS, open("ro/file", O_WRONLY));
	TRY("open", EROFS, open("ro/new", O_CREAT | O_RDONLY, 0644));
	TRY("open", ETXTBSY, open("/proc/self/exe", O_WRONLY));
	TRY("open", EOPNOTSUPP, open("/proc", O_TMPFILE | O_RDWR, 0600));
	TRY("openat", EEXIST, openat(AT_FDCWD, "file", O_CREAT | O_EXCL, 0644));
	TRY("openat", EISDIR, openat(AT_FDCWD, "dir", O_WRONLY));
	TRY("openat", EINVAL, syscall(SYS_openat, AT_FDCWD, "file", O_TMPFILE | O_RDONLY, 0));
	TRY("openat", ENXIO, openat(AT_FDCWD, "fifo", O_WRONLY | O_NONBLOCK));
	TRY("openat", EROFS, openat(AT_FDCWD, "ro/file", O_WRONLY));
	TRY("openat", ETXTBSY, openat(AT_FDCWD, "/proc/self/exe", O_WRONLY));
	TRY("openat", EOPNOTSUPP, openat(AT_FDCWD, "/proc", O_TMPFILE | O_RDWR, 0600));
	TRY("creat", EISDIR, creat("dir", 0644));
	TRY("creat", ETXTBSY, creat("/proc/self/exe", 0644));
	TRY("creat", ENXIO, creat("device", 0644));
	TRY("openat2", EINVAL, opened2(AT_FDCWD, "file", (struct open_how){.flags = 1ull << 40}, sizeof(struct open_how)));
	TRY("openat2", EINVAL, opened2(AT_FDCWD, "file", (struct open_how){.mode = 0644}, sizeof(struct open_how)));
	TRY("openat2", EINVAL, opened2(AT_FDCWD, "file", (struct open_how){.resolve = 1 << 20}, sizeof(struct open_how)));
	TRY("openat2", EAGAIN, opened2(AT_FDCWD, "new", (struct open_how){.flags = O_CREAT, .resolve = RESOLVE_CACHED}, sizeof(struct open_how)));
	TRY("openat2", E2BIG, opened2(AT_FDCWD, "file", (struct open_how){0}, 64));
	TRY("openat2", ELOOP, opened2(AT_FDCWD, "/proc/self/exe", (struct open_how){.resolve = RESOLVE_NO_MAGICLINKS}, sizeof(struct open_how)));
	TRY("openat2", EXDEV, opened2(AT_FDCWD, "..", (struct open_how){.resolve = RESOLVE_BENEATH}, sizeof(struct open_how)));
	TRY("openat2", EXDEV, opened2(AT_FDCWD, "mnt/x", (struct open_how){.resolve = RESOLVE_NO_XDEV}, sizeof(struct open_how)));
	as_user();
	TRY("open", EACCES, open("file", O_WRONLY));
	TRY("open", EACCES, open("dir/new", O_CREAT | O_WRONLY, 0644));
	TRY("open", EPERM, open("file", O_NOATIME));
	TRY("openat", EPERM, openat(AT_FDCWD, "file", O_NOATIME));
	TRY("openat", EACCES, openat(AT_FDCWD, "file", O_WRONLY));
	TRY("creat", EACCES, creat("file", 0644));
	as_root();
	close(fd);
	fd = made("lease");
	CHECK(fcntl(fd, F_SETLEASE, F_WRLCK) == 0);
	signal(SIGIO, SIG_IGN);
	TRY("open", EWOULDBLOCK, open("lease", O_RDONLY | O_NONBLOCK));
	TRY("openat", EWOULDBLOCK, openat(AT_FDCWD, "lease", O_RDONLY | O_NONBLOCK));
	interrupt_soon();
	TRY("open", EINTR, open("fifo", O_RDONLY));
	interrupt_soon();
	TRY("openat", EINTR, openat(AT_FDCWD, "fifo", O_RDONLY));
	interrupt_soon();
	TRY("creat", EINTR, creat("fifo", 0644));
	close(fd);
	descriptors(3);
	TRY("open", EMFILE, open("file", O_RDONLY));
	TRY("openat", EMFILE, openat(AT_FDCWD, "file", O_RDONLY));
	TRY("creat", EMFILE, creat("file", 0644));
	descriptors(1024);
	for (int i = 0; i < 20; i++) {
		snprintf(text, sizeof text, "small/%d", i);
		close(creat(text, 0644));
	}
	TRY("open", ENOSPC, open("small/new", O_CREAT | O_RDWR, 0644));
	TRY("openat", ENOSPC, openat(AT_FDCWD, "small/new", O_CREAT | O_RDWR, 0644));
	TRY("creat", ENOSPC, creat("small/new", 0644));
	TRY("mkdir", ENOSPC, mkdir("small/new", 0755));
	TRY("mkdirat", ENOSPC, mkdirat(AT_FDCWD, "small/new", 0755));
	TRY("mknod", ENOSPC, mknod("small/new", S_IFIFO | 0644, 0));
	TRY("mknodat", ENOSPC, mknodat(AT_FDCWD, "small/new", S_IFIFO | 0644, 0));
	TRY("symlink", ENOSPC, symlink("x", "small/new"));
	TRY("symlinkat", ENOSPC, symlinkat("x", AT_FDCWD, "small/new"));
	TRY("link", ENOSPC, link("small/0", "small/new"));
	TRY("linkat", ENOSPC, linkat(AT_FDCWD, "small/0", AT_FDCWD, "small/new", 0));
}

static void making_names(void)
{
	TRY("mkdir", EEXIST, mkdir("file", 0755));
	TRY("mkdirat", EEXIST, mkdirat(AT_FDCWD, "dir", 0755));
	TRY("mknod", EEXIST, mknod("file", S_IFIFO | 0644, 0));
	TRY("mknod", EINVAL, mknod("new", 0150000 | 0644, 0));
	TRY("mknod", EPERM, mknod("new", S_IFDIR | 0644, 0));
	TRY("mknodat", EEXIST, mknodat(AT_FDCWD, "file", S_IFIFO | 0644, 0));
	TRY("mknodat", EINVAL, mknodat(AT_FDCWD, "new", 0150000 | 0644, 0));
	TRY("mknodat", EPERM, mknodat(AT_FDCWD, "new", S_IFDIR | 0644, 0));
	TRY("symlink", EEXIST, symlink("x", "file"));
	TRY("symlink", ENOENT, symlink("", "new"));
	TRY("symlinkat", EEXIST, symlinkat("x", AT_FDCWD, "file"));
	TRY("link", EEXIST, link("file", "dir"));
	TRY("link", EPERM, link("dir", "new"));
	TRY("link", EXDEV, link("file", "mnt/new"));
	TRY("link", EROFS, link("ro/file", "ro/new"));
	TRY("linkat", EEXIST, linkat(AT_FDCWD, "file", AT_FDCWD, "dir", 0));
	TRY("linkat", EPERM, linkat(AT_FDCWD, "dir", AT_FDCWD, "new", 0));
	TRY("linkat", EXDEV, linkat(AT_FDCWD, "file", AT_FDCWD, "mnt/new", 0));
	TRY("linkat", EINVAL, linkat(AT_FDCWD, "file", AT_FDCWD, "new", 1 << 20));
	TRY("linkat", EROFS, linkat(AT_FDCWD, "ro/file", AT_FDCWD, "ro/new", 0));
	as_user();
	TRY("mkdir", EACCES, mkdir("dir/new", 0755));
	TRY("mknod", EPERM, mknod("new", S_IFCHR | 0644, makedev(1, 3)));
	TRY("mknod", EACCES, mknod("dir/new", S_IFIFO | 0644, 0));
	TRY("link", EPERM, link("file", "new"));
	as_root();
}

static void removing_names(void)
{
	TRY("rmdir", EBUSY, rmdir("mnt"));
	TRY("rmdir", EINVAL, rmdir("dir/."));
	TRY("rmdir", ENOTDIR, rmdir("file"));
	TRY("rmdir", ENOTEMPTY, rmdir("full"));
	TRY("rmdir", ENOTEMPTY, rmdir("dir/.."));
	TRY("unlink", EISDIR, unlink("dir"));
	TRY("unlink", EBUSY, (close(made("point")), mount("file", "point", NULL, MS_BIND, NULL), unlink("point")));
	TRY("unlinkat", EISDIR, unlinkat(AT_FDCWD, "dir", 0));
	TRY("unlinkat", EINVAL, unlinkat(AT_FDCWD, "file", 1 << 20));
	TRY("unlinkat", ENOTDIR, unlinkat(AT_FDCWD, "file", AT_REMOVEDIR));
	TRY("unlinkat", EBUSY, unlinkat(AT_FDCWD, "point", 0));
	umount2("point", MNT_DETACH);
	TRY("rename", EBUSY, rename("mnt", "new"));
	TRY("rename", EBUSY, rename("dir", "mnt"));
	TRY("rename", EINVAL, rename("dir", "dir/x"));
	TRY("rename", EISDIR, rename("file", "dir"));
	TRY("rename", ENOTDIR, rename("dir", "file"));
	TRY("rename", ENOTEMPTY, rename("dir", "full"));
	TRY("rename", EXDEV, rename("file", "mnt/new"));
	TRY("rename", EROFS, rename("ro/file", "ro/new"));
	TRY("renameat2", EEXIST, renameat2(AT_FDCWD, "file", AT_FDCWD, "dir", RENAME_NOREPLACE));
	TRY("renameat2", EINVAL, renameat2(AT_FDCWD, "file", AT_FDCWD, "new", 1 << 10));
	TRY("renameat2", EINVAL, renameat2(AT_FDCWD, "file", AT_FDCWD, "new", RENAME_EXCHANGE | RENAME_NOREPLACE));
	TRY("renameat2", ENOENT, renameat2(AT_FDCWD, "file", AT_FDCWD, "new", RENAME_EXCHANGE));
	TRY("renameat2", EISDIR, renameat2(AT_FDCWD, "file", AT_FDCWD, "dir", 0));
	TRY("renameat2", ENOTDIR, renameat2(AT_FDCWD, "dir", AT_FDCWD, "file", 0));
	TRY("renameat2", ENOTEMPTY, renameat2(AT_FDCWD, "dir", AT_FDCWD, "full", 0));
	TRY("renameat2", EXDEV, renameat2(AT_FDCWD, "file", AT_FDCWD, "mnt/new", 0));
	TRY("renameat2", EROFS, renameat2(AT_FDCWD, "ro/file", AT_FDCWD, "ro/new", 0));
	TRY("renameat2", EBUSY, renameat2(AT_FDCWD, "mnt", AT_FDCWD, "new", 0));
	as_user();
	TRY("rmdir", EACCES, (as_root(), mkdir("full/d", 0755), as_user(), rmdir("full/d")));
	TRY("rmdir", EPERM, (as_root(), mkdir("sticky/dir", 0755), as_user(), rmdir("sticky/dir")));
	TRY("unlink", EPERM, unlink("sticky/root"));
	TRY("unlink", EACCES, unlink("full/x"));
	TRY("unlinkat", EPERM, unlinkat(AT_FDCWD, "sticky/root", 0));
	TRY("rename", EPERM, rename("sticky/root", "sticky/new"));
	TRY("rename", EACCES, rename("full/x", "full/y"));
	TRY("renameat2", EPERM, renameat2(AT_FDCWD, "sticky/root", AT_FDCWD, "sticky/new", 0));
	as_root();
}

static void attributes(void)
{
	int fd = open("file", O_RDWR), path = open("file", O_PATH), ro = open("ro/file", O_RDONLY);
	TRY("readlink", EINVAL, readlink("file", text, 100));
	TRY("readlink", EINVAL, syscall(SYS_readlink, "loop", text, 0));
	TRY("readlink", EFAULT, readlink("loop", BAD, 100));
	TRY("readlinkat", EINVAL, readlinkat(AT_FDCWD, "file", text, 100));
	TRY("fchmod", EBADF, fchmod(77, 0644));
	TRY("fchmod", EBADF, fchmod(path, 0644));
	TRY("fchmod", EROFS, fchmod(ro, 0644));
	TRY("fchown", EBADF, fchown(77, 0, 0));
	TRY("fchown", EROFS, fchown(ro, 0, 0));
	TRY("fchownat", EINVAL, fchownat(AT_FDCWD, "file", 0, 0, 1 << 20));
	TRY("fchmodat", EINVAL, fchmodat(AT_FDCWD, "file", 0644, 1 << 20));
	TRY("access", EINVAL, access("file", 8));
	TRY("faccessat", EINVAL, syscall(SYS_faccessat2, AT_FDCWD, "file", R_OK, 1 << 20));
	TRY("access", ENOENT, access("none", F_OK));
	TRY("stat", EFAULT, syscall(SYS_stat, "file", BAD));
	TRY("fstat", EBADF, fstat(77, &st));
	TRY("fstat", EFAULT, syscall(SYS_fstat, fd, BAD));
	TRY("fstatat", EINVAL, syscall(SYS_newfstatat, AT_FDCWD, "file", &st, 1 << 20));
	TRY("statx", EINVAL, syscall(SYS_statx, AT_FDCWD, "file", 1 << 20, 0, &sx));
	TRY("statx", EINVAL, syscall(SYS_statx, AT_FDCWD, "file", 0, 1u << 31, &sx));
	TRY("statfs", EFAULT, syscall(SYS_statfs, "file", BAD));
	TRY("fstatfs", EBADF, fstatfs(77, &sf));
	TRY("fstatfs", EFAULT, syscall(SYS_fstatfs, fd, BAD));
	TRY("fchdir", EBADF, fchdir(77));
	TRY("fchdir", ENOTDIR, fchdir(fd));
	TRY("getcwd", ERANGE, syscall(SYS_getcwd, text, 1));
	TRY("getcwd", EFAULT, syscall(SYS_getcwd, BAD, 100));
	TRY("getcwd", EINVAL, getcwd(text, 0) ? 0 : -1);
	TRY("utimensat", EINVAL, utimensat(AT_FDCWD, "file", (struct timespec[]){{0, -5}, {0, 0}}, 0));
	TRY("utimensat", EINVAL, syscall(SYS_utimensat, AT_FDCWD, "file", NULL, 1 << 20));
	TRY("setxattr", EEXIST, (setxattr("file", "user.x", "1", 1, 0), setxattr("file", "user.x", "1", 1, XATTR_CREATE)));
	TRY("setxattr", ENODATA, setxattr("file", "user.none", "1", 1, XATTR_REPLACE));
	TRY("setxattr", ENOTSUP, setxattr("file", "nospace.x", "1", 1, 0));
	TRY("setxattr", ERANGE, setxattr("file", "", "1", 1, 0));
	TRY("setxattr", EINVAL, setxattr("file", "user.x", "1", 1, 77));
	TRY("setxattr", EPERM, setxattr("fifo", "user.x", "1", 1, 0));
	TRY("getxattr", ENODATA, getxattr("file", "user.none", text, 100));
	TRY("getxattr", ERANGE, (setxattr("file", "user.x", "12345", 5, 0), getxattr("file", "user.x", text, 2)));
	TRY("getxattr", ENOTSUP, getxattr("file", "nospace.x", text, 100));
	static char large[60000];
	TRY("setxattr", ENOSPC, setxattr("file", "user.large", large, sizeof large, 0));
	TRY("listxattr", ERANGE, listxattr("file", text, 2));
	TRY("removexattr", ENODATA, removexattr("file", "user.none"));
	TRY("removexattr", ENOTSUP, removexattr("file", "nospace.x"));
	as_user();
	TRY("chmod", EPERM, chmod("file", 0600));
	TRY("fchmod", EPERM, fchmod(fd, 0600));
	TRY("fchmodat", EPERM, fchmodat(AT_FDCWD, "file", 0600, 0));
	TRY("chown", EPERM, chown("file", USER, USER));
	TRY("fchown", EPERM, fchown(fd, USER, USER));
	TRY("lchown", EPERM, lchown("file", USER, USER));
	TRY("fchownat", EPERM, fchownat(AT_FDCWD, "file", USER, USER, 0));
	TRY("chroot", EPERM, chroot("dir"));
	TRY("utime", EACCES, utime("file", NULL));
	TRY("utime", EPERM, utime("file", &(struct utimbuf){1, 1}));
	TRY("utimensat", EACCES, utimensat(AT_FDCWD, "file", NULL, 0));
	TRY("utimensat", EPERM, utimensat(AT_FDCWD, "file", (struct timespec[]){{1, 0}, {1, 0}}, 0));
	TRY("setxattr", EACCES, setxattr("file", "user.x", "1", 1, 0));
	TRY("setxattr", EPERM, setxattr("file", "trusted.x", "1", 1, 0));
	TRY("fchdir", EACCES, (as_root(), fd = open("closed", O_RDONLY), as_user(), fchdir(fd)));
	TRY("getcwd", ENOENT, (as_root(), mkdir("gone", 0755), chdir("gone"), rmdir("../gone"), getcwd(text, 100)) ? 0 : -1);
	chdir("..");
}

int main(void)
{
	setup();
	making_names();
	removing_names();
	attributes();
	opening();
	cleanup();
	return 0;
}
