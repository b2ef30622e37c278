// needs: root
/* What every call that takes a path can fail with because of the path: path_resolution(7). */
#include "errors.h"
#include <linux/openat2.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <utime.h>

#define CALL(name, expression) \
	static long name(int at, const char *p) \
	{ \
		(void)at; \
		return expression; \
	}
#define TIMES ((struct timespec[2]){{1, 0}, {1, 0}})
static struct stat st;
static struct statx sx;
static struct statfs sf;
static char text[100];

CALL(c_open, syscall(SYS_open, p, O_RDONLY))
CALL(c_openat, openat(at, p, O_RDONLY))
CALL(c_openat2, syscall(SYS_openat2, at, p, &(struct open_how){0}, sizeof(struct open_how)))
CALL(c_creat, creat(p, 0644))
CALL(c_truncate, truncate(p, 0))
CALL(c_mkdir, mkdir(p, 0755))
CALL(c_mkdirat, mkdirat(at, p, 0755))
CALL(c_rmdir, rmdir(p))
CALL(c_unlink, unlink(p))
CALL(c_unlinkat, unlinkat(at, p, 0))
CALL(c_rename, rename(p, "new"))
CALL(c_rename_to, rename("file", p))
CALL(c_renameat2, renameat2(at, p, AT_FDCWD, "new", 0))
CALL(c_link, link(p, "new"))
CALL(c_link_to, link("file", p))
CALL(c_linkat, linkat(at, p, AT_FDCWD, "new", 0))
CALL(c_symlink, symlink("x", p))
CALL(c_symlinkat, symlinkat("x", at, p))
CALL(c_readlink, readlink(p, text, 100))
CALL(c_readlinkat, readlinkat(at, p, text, 100))
CALL(c_chmod, chmod(p, 0600))
CALL(c_fchmodat, fchmodat(at, p, 0600, 0))
CALL(c_chown, chown(p, 0, 0))
CALL(c_lchown, lchown(p, 0, 0))
CALL(c_fchownat, fchownat(at, p, 0, 0, 0))
CALL(c_access, access(p, W_OK))
CALL(c_faccessat, faccessat(at, p, W_OK, 0))
CALL(c_chdir, chdir(p))
CALL(c_chroot, chroot(p))
CALL(c_mknod, mknod(p, S_IFIFO | 0644, 0))
CALL(c_mknodat, mknodat(at, p, S_IFIFO | 0644, 0))
CALL(c_stat, stat(p, &st))
CALL(c_lstat, lstat(p, &st))
CALL(c_fstatat, fstatat(at, p, &st, 0))
CALL(c_statx, statx(at, p, 0, STATX_BASIC_STATS, &sx))
CALL(c_statfs, statfs(p, &sf))
CALL(c_utime, utime(p, NULL))
CALL(c_utimensat, syscall(SYS_utimensat, at, p, TIMES, 0))
CALL(c_setxattr, setxattr(p, "user.a", "1", 1, 0))
CALL(c_getxattr, getxattr(p, "user.a", text, 100))
CALL(c_listxattr, listxattr(p, text, 100))
CALL(c_removexattr, removexattr(p, "user.a"))
CALL(c_mount, mount("none", p, "tmpfs", 0, NULL))
CALL(c_umount, umount(p))
static int watcher;
CALL(c_watch, inotify_add_watch(watcher, p, IN_OPEN))

static const struct call {
	const char *name;
	long (*make)(int, const char *);
	int kind;
} CALLS[] = {
#define AT 1	  /* takes a descriptor for relative paths */
#define CHANGES 2 /* so EROFS on a file system that may only be read */
#define MAKES 4	  /* makes the name: "new" for EROFS */
#define LAST 8	  /* does not follow a link at the end */
	{"open", c_open, 0}, {"openat", c_openat, AT}, {"creat", c_creat, CHANGES}, {"truncate", c_truncate, CHANGES},
	{"mkdir", c_mkdir, CHANGES | MAKES | LAST}, {"mkdirat", c_mkdirat, AT | CHANGES | MAKES | LAST}, {"rmdir", c_rmdir, CHANGES | LAST},
	{"unlink", c_unlink, CHANGES | LAST}, {"unlinkat", c_unlinkat, AT | CHANGES | LAST}, {"rename", c_rename, LAST},
	{"rename", c_rename_to, LAST | MAKES}, {"renameat2", c_renameat2, AT | LAST}, {"link", c_link, LAST},
	{"link", c_link_to, MAKES | LAST}, {"linkat", c_linkat, AT | LAST}, {"symlink", c_symlink, CHANGES | MAKES | LAST},
	{"symlinkat", c_symlinkat, AT | CHANGES | MAKES | LAST}, {"readlink", c_readlink, LAST}, {"readlinkat", c_readlinkat, AT | LAST},
	{"chmod", c_chmod, CHANGES}, {"fchmodat", c_fchmodat, AT | CHANGES}, {"chown", c_chown, CHANGES},
	{"lchown", c_lchown, CHANGES | LAST}, {"fchownat", c_fchownat, AT | CHANGES}, {"access", c_access, CHANGES},
	{"faccessat", c_faccessat, AT | CHANGES}, {"chdir", c_chdir, 0}, {"chroot", c_chroot, 0}, {"mknod", c_mknod, CHANGES | MAKES | LAST},
	{"mknodat", c_mknodat, AT | CHANGES | MAKES | LAST}, {"stat", c_stat, 0}, {"lstat", c_lstat, LAST}, {"fstatat", c_fstatat, AT},
	{"statx", c_statx, AT}, {"statfs", c_statfs, 0}, {"utime", c_utime, CHANGES}, {"utimensat", c_utimensat, AT | CHANGES},
	{"setxattr", c_setxattr, CHANGES}, {"getxattr", c_getxattr, 0}, {"listxattr", c_listxattr, 0},
	{"removexattr", c_removexattr, CHANGES}, {"mount", c_mount, 0}, {"umount", c_umount, 0}, {"inotify_add_watch", c_watch, 0},
	{"openat2", c_openat2, AT},
};

static void named(const char *call, int kind, int change, const char *path, int mode)
{
	struct sockaddr_un a = {AF_UNIX};
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	(void)kind;
	(void)mode;
	strcpy(a.sun_path, path);
	errno = 0;
	long result = change ? bind(s, (void *)&a, sizeof a) : connect(s, (void *)&a, sizeof a);
	printf("%s %s\n", call, result ? strerrorname_np(errno) : "none");
	close(s);
}

int main(void)
{
	setup();
	watcher = inotify_init();
	for (unsigned i = 0; i < sizeof CALLS / sizeof *CALLS; i++) {
		const struct call *c = &CALLS[i];
		int cwd = AT_FDCWD;
		TRY(c->name, EFAULT, c->make(cwd, BAD));
		TRY(c->name, ENOENT, c->make(cwd, ""));
		TRY(c->name, ENOENT, c->make(cwd, "none/x"));
		TRY(c->name, ENOTDIR, c->make(cwd, "file/x"));
		TRY(c->name, ELOOP, c->make(cwd, "loop/x"));
		if (!(c->kind & LAST))
			TRY(c->name, ELOOP, c->make(cwd, "loop"));
		TRY(c->name, ENAMETOOLONG, c->make(cwd, long_name));
		TRY(c->name, ENAMETOOLONG, c->make(cwd, long_path));
		if (c->kind & CHANGES)
			TRY(c->name, EROFS, c->make(cwd, c->kind & MAKES ? "ro/new" : c->make == c_rmdir ? "ro/dir" : "ro/file"));
		if (c->kind & AT) {
			TRY(c->name, EBADF, c->make(77, "x"));
			TRY(c->name, ENOTDIR, c->make(open("file", O_RDONLY), "x"));
		}
		as_user();
		if (c->make == c_access || c->make == c_faccessat)
			CHECK(setresuid(USER, USER, 0) == 0);
		TRY(c->name, EACCES, c->make(cwd, "closed/x"));
		if (c->make == c_access || c->make == c_faccessat)
			CHECK(setresuid(0, USER, 0) == 0);
		as_root();
	}
	named("bind", 0, 1, "none/x", 0);
	named("bind", 0, 1, "file/x", 0);
	named("bind", 0, 1, "loop/x", 0);
	named("bind", 0, 1, "ro/x", 0);
	named("bind", 0, 1, "file", 0);
	named("connect", 0, 0, "none/x", 0);
	named("connect", 0, 0, "file", 0);
	named("connect", 0, 0, "loop", 0);
	as_user();
	named("bind", 0, 1, "closed/x", 0);
	named("connect", 0, 0, "closed/x", 0);
	as_root();
	cleanup();
	return 0;
}
