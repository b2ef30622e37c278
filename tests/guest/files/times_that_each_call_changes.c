/* Which of the three times of a file, of its directory and of a second file or directory each call changes: a table in Markdown, which is
 * also docs/times.md.  Every row begins with the same small tree whose times of access and modification lie in the past; a letter says
 * that the time has changed, "new" that the file was not there before, "gone" that it is no more. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

static char buffer[8192], *volatile bad = (char *)1;
static int fd, other;

static const char *const WATCHED[] = {"d/file", "d", "e/second", "e"};
#define COUNT (sizeof WATCHED / sizeof *WATCHED)

struct row {
	const char *words;
	void (*call)(void);
	int flags; /* with which d/file has been opened as `fd` before; -1: not */
	int other; /* the same of e/second as `other` */
};

#define NOT -1
#define ROW(name) static void name(void)

ROW(do_open) { close(open("d/file", O_RDWR)); }
ROW(do_create) { close(open("d/new", O_CREAT | O_WRONLY, 0644)); }
ROW(do_create_existing) { close(open("d/file", O_CREAT | O_WRONLY, 0644)); }
ROW(do_truncating_open) { close(open("d/file", O_TRUNC | O_WRONLY)); }
ROW(do_truncating_open_of_empty) { close(open("e/second", O_TRUNC | O_WRONLY)); }
ROW(do_tmpfile) { close(open("d", O_TMPFILE | O_RDWR, 0644)); }
ROW(do_tmpfile_link)
{
	char path[64];
	int made = open("d", O_TMPFILE | O_RDWR, 0644);
	snprintf(path, sizeof path, "/proc/self/fd/%d", made);
	linkat(AT_FDCWD, path, AT_FDCWD, "d/new", AT_SYMLINK_FOLLOW);
	close(made);
}
ROW(do_read) { read(fd, buffer, 10); }
ROW(do_read_nothing) { read(fd, buffer, 0); }
ROW(do_read_at_end) { pread(fd, buffer, 10, 1 << 20); }
ROW(do_pread) { pread(fd, buffer, 10, 5); }
ROW(do_readv)
{
	struct iovec v = {buffer, 10};
	readv(fd, &v, 1);
}
ROW(do_write) { write(fd, buffer, 10); }
ROW(do_write_nothing) { write(fd, buffer, 0); }
ROW(do_pwrite) { pwrite(fd, buffer, 10, 5); }
ROW(do_writev)
{
	struct iovec v = {buffer, 10};
	writev(fd, &v, 1);
}
ROW(do_lseek) { lseek(fd, 0, SEEK_END); }
ROW(do_close) { close(fd); }
ROW(do_fsync) { fsync(fd); }
ROW(do_fdatasync) { fdatasync(fd); }
ROW(do_fadvise) { posix_fadvise(fd, 0, 0, POSIX_FADV_WILLNEED); }
ROW(do_flock) { flock(fd, LOCK_EX); }
ROW(do_lockf) { lockf(fd, F_LOCK, 0); }
ROW(do_cut) { truncate("d/file", 10); }
ROW(do_cut_same) { truncate("d/file", 5000); }
ROW(do_extend) { truncate("d/file", 100000); }
ROW(do_fcut) { ftruncate(fd, 10); }
ROW(do_fcut_same) { ftruncate(fd, 5000); }
ROW(do_fallocate) { fallocate(fd, 0, 0, 10000); }
ROW(do_fallocate_inside) { fallocate(fd, 0, 0, 100); }
ROW(do_punch) { fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096); }
ROW(do_mmap_read)
{
	volatile char *map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	(void)map[0];
	munmap((void *)map, 4096);
}
ROW(do_mmap_write)
{
	char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	map[0] = 'x';
	msync(map, 4096, MS_SYNC);
	munmap(map, 4096);
}
ROW(do_mmap_private)
{
	char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	map[0] = 'x';
	munmap(map, 4096);
}
ROW(do_sendfile) { sendfile(other, fd, NULL, 10); }
ROW(do_copy_range) { copy_file_range(fd, NULL, other, NULL, 10, 0); }
ROW(do_splice)
{
	int ends[2];
	pipe(ends);
	splice(fd, NULL, ends[1], NULL, 10, 0);
	splice(ends[0], NULL, other, NULL, 10, 0);
	close(ends[0]);
	close(ends[1]);
}
ROW(do_stat)
{
	struct stat st;
	stat("d/file", &st);
}
ROW(do_statfs)
{
	struct statfs st;
	statfs("d/file", &st);
}
ROW(do_access) { access("d/file", R_OK | W_OK); }
ROW(do_chmod) { chmod("d/file", 0600); }
ROW(do_chmod_same) { chmod("d/file", 0644); }
ROW(do_fchmod) { fchmod(fd, 0600); }
ROW(do_chown) { chown("d/file", getuid(), getgid()); }
ROW(do_chown_nothing) { chown("d/file", -1, -1); }
ROW(do_link) { link("d/file", "e/new"); }
ROW(do_symlink) { symlink("file", "d/new"); }
ROW(do_readlink) { readlink("e/second", buffer, 100); }
ROW(do_follow) { close(open("e/second", O_RDONLY)); }
ROW(do_lstat_link)
{
	struct stat st;
	lstat("e/second", &st);
}
ROW(do_unlink) { unlink("d/file"); }
ROW(do_unlink_one) { unlink("e/second"); }
ROW(do_rename) { rename("d/file", "d/new"); }
ROW(do_rename_across) { rename("d/file", "e/new"); }
ROW(do_rename_over) { rename("d/file", "e/second"); }
ROW(do_rename_link) { rename("d/file", "e/second"); }
ROW(do_rename_exchange) { renameat2(AT_FDCWD, "d/file", AT_FDCWD, "e/second", RENAME_EXCHANGE); }
ROW(do_rename_directory) { rename("d", "e/new"); }
ROW(do_mkdir) { mkdir("d/new", 0755); }
ROW(do_rmdir) { rmdir("e/second"); }
ROW(do_mkfifo) { mkfifo("d/new", 0644); }
ROW(do_mknod) { mknod("d/new", S_IFREG | 0644, 0); }
ROW(do_bind)
{
	struct sockaddr_un a = {AF_UNIX, "d/new"};
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	bind(s, (struct sockaddr *)&a, sizeof a);
	close(s);
}
ROW(do_getdents)
{
	DIR *dir = opendir("d");
	readdir(dir);
	closedir(dir);
}
ROW(do_opendir) { closedir(opendir("d")); }
ROW(do_chdir)
{
	chdir("d");
	chdir("..");
}
ROW(do_execve)
{
	pid_t pid = fork();
	if (!pid) {
		execl("d/file", "d/file", (char *)NULL);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}
ROW(do_fifo)
{
	int f = open("e/second", O_RDWR | O_NONBLOCK);
	write(f, "x", 1);
	read(f, buffer, 1);
	close(f);
}
ROW(do_fifo_write)
{
	int f = open("e/second", O_RDWR | O_NONBLOCK);
	write(f, "x", 1);
	close(f);
}
ROW(do_utime_now) { utime("d/file", NULL); }
ROW(do_utimes)
{
	struct timeval t[2] = {{7, 0}, {8, 0}};
	utimes("d/file", t);
}
ROW(do_utimens_access)
{
	struct timespec t[2] = {{0, UTIME_NOW}, {0, UTIME_OMIT}};
	utimensat(AT_FDCWD, "d/file", t, 0);
}
ROW(do_utimens_modification)
{
	struct timespec t[2] = {{0, UTIME_OMIT}, {0, UTIME_NOW}};
	utimensat(AT_FDCWD, "d/file", t, 0);
}
ROW(do_utimens_nothing)
{
	struct timespec t[2] = {{0, UTIME_OMIT}, {0, UTIME_OMIT}};
	utimensat(AT_FDCWD, "d/file", t, 0);
}
ROW(do_setxattr) { setxattr("d/file", "user.b", "1", 1, 0); }
ROW(do_getxattr) { getxattr("d/file", "user.a", buffer, 10); }
ROW(do_listxattr) { listxattr("d/file", buffer, 100); }
ROW(do_removexattr) { removexattr("d/file", "user.a"); }

/* ---- the other calls of each family: one line a row ---- */

#define EACH_OTHER(X) \
	X("creat of an existing file", NOT, NOT, close(creat("d/file", 0644))) \
	X("openat2, O_PATH", NOT, NOT, close(syscall(SYS_openat2, AT_FDCWD, "d/file", (uint64_t[3]){O_PATH}, 24))) \
	X("open of the directory, O_PATH", NOT, NOT, close(open("d", O_PATH))) \
	X("preadv2", O_RDONLY, NOT, preadv2(fd, &(struct iovec){buffer, 10}, 1, 0, 0)) \
	X("pwritev2, RWF_APPEND", O_WRONLY, NOT, pwritev2(fd, &(struct iovec){buffer, 10}, 1, 0, RWF_APPEND)) \
	X("pwritev2, RWF_DSYNC", O_WRONLY, NOT, pwritev2(fd, &(struct iovec){buffer, 10}, 1, 0, RWF_DSYNC)) \
	X("write with O_APPEND", O_WRONLY | O_APPEND, NOT, write(fd, buffer, 1)) \
	X("pwrite beyond the end", O_WRONLY, NOT, pwrite(fd, buffer, 1, 1 << 20)) \
	X("write from a bad address", O_WRONLY, NOT, write(fd, bad, 1)) \
	X("read into a bad address", O_RDONLY, NOT, read(fd, bad, 1)) \
	X("lseek, SEEK_DATA", O_RDONLY, NOT, lseek(fd, 0, SEEK_DATA)) \
	X("dup, dup2, fcntl F_DUPFD", O_RDWR, NOT, (close(dup(fd)), close(dup2(fd, 90)), close(fcntl(fd, F_DUPFD, 91)))) \
	X("fcntl, F_SETFL", O_RDWR, NOT, fcntl(fd, F_SETFL, O_APPEND)) \
	X("fcntl, F_SETLEASE", O_RDONLY, NOT, fcntl(fd, F_SETLEASE, F_RDLCK)) \
	X("ioctl, FIONREAD", O_RDWR, NOT, ioctl(fd, FIONREAD, buffer)) \
	X("readahead", O_RDONLY, NOT, readahead(fd, 0, 100)) \
	X("sync_file_range", O_RDWR, NOT, sync_file_range(fd, 0, 100, SYNC_FILE_RANGE_WRITE)) \
	X("syncfs", O_RDWR, NOT, syncfs(fd)) \
	X("sync", NOT, NOT, sync()) \
	X("ftruncate, longer", O_RDWR, NOT, ftruncate(fd, 100000)) \
	X("fallocate, FALLOC_FL_KEEP_SIZE", O_RDWR, NOT, fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 100000)) \
	X("fallocate, FALLOC_FL_ZERO_RANGE", O_RDWR, NOT, fallocate(fd, FALLOC_FL_ZERO_RANGE, 0, 100)) \
	X("fallocate, FALLOC_FL_COLLAPSE_RANGE", O_RDWR, NOT, fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 0, 4096)) \
	X("fallocate, FALLOC_FL_INSERT_RANGE", O_RDWR, NOT, fallocate(fd, FALLOC_FL_INSERT_RANGE, 0, 4096)) \
	X("mmap, MAP_SHARED, a page written, munmap", O_RDWR, NOT, store(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0))) \
	X("mincore, madvise of a mapping", O_RDONLY, NOT, look_at(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0))) \
	X("sendfile of 0 bytes", O_RDONLY, O_WRONLY, sendfile(other, fd, NULL, 0)) \
	X("sendfile to /dev/null", O_RDONLY, NOT, sendfile(open("/dev/null", O_WRONLY), fd, NULL, 10)) \
	X("copy_file_range at the end", O_RDONLY, O_WRONLY, copy_file_range(fd, &(loff_t){1 << 20}, other, NULL, 10, 0)) \
	X("fstat, fstatat, statx", O_RDONLY, NOT, look_more()) \
	X("faccessat2", NOT, NOT, syscall(SYS_faccessat2, AT_FDCWD, "d/file", R_OK, AT_EACCESS)) \
	X("fchmodat", NOT, NOT, fchmodat(AT_FDCWD, "d/file", 0600, 0)) \
	X("chown to another owner", NOT, NOT, chown("d/file", 1, 1)) \
	X("fchown", O_RDONLY, NOT, fchown(fd, 1, 1)) \
	X("lchown of the second file, a link", NOT, NOT, lchown("e/second", 1, 1)) \
	X("fchownat, AT_EMPTY_PATH", O_RDONLY, NOT, fchownat(fd, "", 1, 1, AT_EMPTY_PATH)) \
	X("linkat of the second file, a link", NOT, NOT, linkat(AT_FDCWD, "e/second", AT_FDCWD, "d/new", 0)) \
	X("symlinkat", NOT, NOT, symlinkat("x", AT_FDCWD, "d/new")) \
	X("readlinkat of the second file, a link", NOT, NOT, readlinkat(AT_FDCWD, "e/second", buffer, 1)) \
	X("stat through the second file, a link", NOT, NOT, stat("e/second", &(struct stat){0})) \
	X("unlink of an open file", O_RDONLY, NOT, unlink("d/file")) \
	X("unlinkat, AT_REMOVEDIR of the second file, a directory", NOT, NOT, unlinkat(AT_FDCWD, "e/second", AT_REMOVEDIR)) \
	X("remove of the second file, a directory", NOT, NOT, remove("e/second")) \
	X("rename of the second file, a directory, in place", NOT, NOT, rename("e/second", "e/new")) \
	X("rename of the second file, a directory, into the first", NOT, NOT, rename("e/second", "d/new")) \
	X("renameat2, RENAME_NOREPLACE that fails", NOT, NOT, renameat2(AT_FDCWD, "d/file", AT_FDCWD, "e/second", RENAME_NOREPLACE)) \
	X("renameat2, RENAME_EXCHANGE with the second file, a directory", NOT, NOT, renameat2(AT_FDCWD, "d/file", AT_FDCWD, "e/second", RENAME_EXCHANGE)) \
	X("mkdir that fails", NOT, NOT, mkdir("d/file", 0755)) \
	X("mkdir in the second file, a directory", NOT, NOT, mkdir("e/second/new", 0755)) \
	X("mknodat of a device", NOT, NOT, mknodat(AT_FDCWD, "d/new", S_IFCHR | 0644, 0x103)) \
	X("link that fails", NOT, NOT, link("d/file", "e/second")) \
	X("fchdir, getcwd", NOT, NOT, (fchdir(open(".", O_RDONLY)), getcwd(buffer, sizeof buffer))) \
	X("inotify_add_watch", NOT, NOT, inotify_add_watch(inotify_init(), "d/file", IN_ALL_EVENTS)) \
	X("getdents twice", NOT, NOT, list_twice()) \
	X("execve of a script", NOT, NOT, run_script()) \
	X("open and close of the second file, a FIFO", NOT, NOT, close(open("e/second", O_RDWR))) \
	X("connect to a UNIX socket in the second directory", NOT, NOT, connect_there()) \
	X("futimens", O_RDONLY, NOT, futimens(fd, NULL)) \
	X("futimesat", NOT, NOT, futimesat(AT_FDCWD, "d/file", NULL)) \
	X("utimensat of the second file, a link, AT_SYMLINK_NOFOLLOW", NOT, NOT, utimensat(AT_FDCWD, "e/second", NULL, AT_SYMLINK_NOFOLLOW)) \
	X("setxattr to the same value", NOT, NOT, setxattr("d/file", "user.a", "1", 1, 0)) \
	X("setxattr that fails", NOT, NOT, setxattr("d/file", "user.a", "1", 1, XATTR_CREATE)) \
	X("fsetxattr, fremovexattr", O_RDONLY, NOT, (fsetxattr(fd, "user.b", "1", 1, 0), fremovexattr(fd, "user.b"))) \
	X("lsetxattr of trusted.a", NOT, NOT, lsetxattr("d/file", "trusted.a", "1", 1, 0)) \
	X("setxattr of the directory", NOT, NOT, setxattr("d", "user.a", "1", 1, 0)) \
	X("chmod of the directory", NOT, NOT, chmod("d", 0700))

static void store(char *map)
{
	map[0] = 'x';
	munmap(map, 4096);
}

static void look_at(char *map)
{
	unsigned char pages[1];
	mincore(map, 4096, pages);
	madvise(map, 4096, MADV_WILLNEED);
	munmap(map, 4096);
}

static void look_more(void)
{
	struct stat st;
	struct statx stx;
	fstat(fd, &st);
	fstatat(AT_FDCWD, "d/file", &st, 0);
	statx(AT_FDCWD, "d/file", 0, STATX_ALL, &stx);
}

static void list_twice(void)
{
	DIR *dir = opendir("d");
	while (readdir(dir))
		;
	readdir(dir);
	closedir(dir);
}

static void run_script(void)
{
	struct timespec past[2] = {{1000, 0}, {1000, 0}};
	int made = open("d/file", O_WRONLY | O_TRUNC);
	write(made, "#!/bin/true\n", 12);
	fchmod(made, 0755);
	close(made);
	utimensat(AT_FDCWD, "d/file", past, 0);
	pid_t pid = fork();
	if (!pid) {
		execl("d/file", "d/file", (char *)NULL);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

static void connect_there(void)
{
	struct sockaddr_un a = {AF_UNIX, "e/socket"};
	int s = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0);
	bind(s, (struct sockaddr *)&a, sizeof a);
	listen(s, 1);
	connect(c, (struct sockaddr *)&a, sizeof a);
	close(s);
	close(c);
}

#define AS_ROW(words, flags, second, ...) {words, NULL, flags, second},
#define AS_CALL(wanted, flags, second, ...) \
	if (!strcmp(words, wanted)) { \
		(void)(__VA_ARGS__); \
		return; \
	}

/* Carry out the row of these words. */
static void call_other(const char *words)
{
	EACH_OTHER(AS_CALL)
}


static const struct row ROWS[] = {
	{"open", do_open, NOT, NOT},
	{"open, O_CREAT of a new file", do_create, NOT, NOT},
	{"open, O_CREAT of an existing file", do_create_existing, NOT, NOT},
	{"open, O_TRUNC", do_truncating_open, NOT, NOT},
	{"open, O_TRUNC of an empty second file", do_truncating_open_of_empty, NOT, NOT},
	{"open, O_TMPFILE", do_tmpfile, NOT, NOT},
	{"linkat of an O_TMPFILE", do_tmpfile_link, NOT, NOT},
	{"open with O_NOATIME, read", do_read, O_RDONLY | O_NOATIME, NOT},
	{"read", do_read, O_RDONLY, NOT},
	{"read of 0 bytes", do_read_nothing, O_RDONLY, NOT},
	{"read at the end", do_read_at_end, O_RDONLY, NOT},
	{"pread", do_pread, O_RDONLY, NOT},
	{"readv", do_readv, O_RDONLY, NOT},
	{"write", do_write, O_WRONLY, NOT},
	{"write of 0 bytes", do_write_nothing, O_WRONLY, NOT},
	{"pwrite", do_pwrite, O_WRONLY, NOT},
	{"writev", do_writev, O_WRONLY, NOT},
	{"lseek", do_lseek, O_RDWR, NOT},
	{"close", do_close, O_RDWR, NOT},
	{"fsync", do_fsync, O_RDWR, NOT},
	{"fdatasync", do_fdatasync, O_RDWR, NOT},
	{"posix_fadvise", do_fadvise, O_RDWR, NOT},
	{"flock", do_flock, O_RDWR, NOT},
	{"fcntl, F_SETLKW", do_lockf, O_RDWR, NOT},
	{"truncate, shorter", do_cut, NOT, NOT},
	{"truncate, the same length", do_cut_same, NOT, NOT},
	{"truncate, longer", do_extend, NOT, NOT},
	{"ftruncate, shorter", do_fcut, O_RDWR, NOT},
	{"ftruncate, the same length", do_fcut_same, O_RDWR, NOT},
	{"fallocate, longer", do_fallocate, O_RDWR, NOT},
	{"fallocate of what is there", do_fallocate_inside, O_RDWR, NOT},
	{"fallocate, FALLOC_FL_PUNCH_HOLE", do_punch, O_RDWR, NOT},
	{"mmap, MAP_SHARED, a page read", do_mmap_read, O_RDONLY, NOT},
	{"mmap, MAP_SHARED, a page written, msync", do_mmap_write, O_RDWR, NOT},
	{"mmap, MAP_PRIVATE, a page written", do_mmap_private, O_RDWR, NOT},
	{"sendfile to the second file", do_sendfile, O_RDONLY, O_WRONLY},
	{"copy_file_range to the second file", do_copy_range, O_RDONLY, O_WRONLY},
	{"splice to a pipe and on to the second file", do_splice, O_RDONLY, O_WRONLY},
	{"stat", do_stat, NOT, NOT},
	{"statfs", do_statfs, NOT, NOT},
	{"access", do_access, NOT, NOT},
	{"chmod", do_chmod, NOT, NOT},
	{"chmod to the same mode", do_chmod_same, NOT, NOT},
	{"fchmod", do_fchmod, O_RDONLY, NOT},
	{"chown to the same owner", do_chown, NOT, NOT},
	{"chown to -1, -1", do_chown_nothing, NOT, NOT},
	{"link into the second directory", do_link, NOT, NOT},
	{"symlink", do_symlink, NOT, NOT},
	{"readlink of the second file, a link", do_readlink, NOT, NOT},
	{"open over the second file, a link to the first", do_follow, NOT, NOT},
	{"lstat of the second file, a link", do_lstat_link, NOT, NOT},
	{"unlink", do_unlink, NOT, NOT},
	{"unlink of one of two names", do_unlink_one, NOT, NOT},
	{"rename in the directory", do_rename, NOT, NOT},
	{"rename into the second directory", do_rename_across, NOT, NOT},
	{"rename over the second file", do_rename_over, NOT, NOT},
	{"rename to another name of the same file", do_rename_link, NOT, NOT},
	{"renameat2, RENAME_EXCHANGE", do_rename_exchange, NOT, NOT},
	{"rename of the directory into the second", do_rename_directory, NOT, NOT},
	{"mkdir", do_mkdir, NOT, NOT},
	{"rmdir of the second file, a directory", do_rmdir, NOT, NOT},
	{"mknod of a FIFO", do_mkfifo, NOT, NOT},
	{"mknod of a file", do_mknod, NOT, NOT},
	{"bind of a UNIX socket", do_bind, NOT, NOT},
	{"opendir", do_opendir, NOT, NOT},
	{"getdents", do_getdents, NOT, NOT},
	{"chdir", do_chdir, NOT, NOT},
	{"execve", do_execve, NOT, NOT},
	{"write to the second file, a FIFO", do_fifo_write, NOT, NOT},
	{"write and read of the second file, a FIFO", do_fifo, NOT, NOT},
	{"utime, NULL", do_utime_now, NOT, NOT},
	{"utimes", do_utimes, NOT, NOT},
	{"utimensat, UTIME_NOW and UTIME_OMIT", do_utimens_access, NOT, NOT},
	{"utimensat, UTIME_OMIT and UTIME_NOW", do_utimens_modification, NOT, NOT},
	{"utimensat, twice UTIME_OMIT", do_utimens_nothing, NOT, NOT},
	{"setxattr", do_setxattr, NOT, NOT},
	{"getxattr", do_getxattr, NOT, NOT},
	{"listxattr", do_listxattr, NOT, NOT},
	{"removexattr", do_removexattr, NOT, NOT},
	EACH_OTHER(AS_ROW)
};

static void make_second(const struct row *row)
{
	if (strstr(row->words, "a link"))
		symlink("../d/file", "e/second");
	else if (strstr(row->words, "one of two") || strstr(row->words, "same file"))
		link("d/file", "e/second");
	else if (strstr(row->words, "a directory"))
		mkdir("e/second", 0755);
	else if (strstr(row->words, "a FIFO"))
		mkfifo("e/second", 0644);
	else
		close(open("e/second", O_CREAT | O_WRONLY, 0644));
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	return remove(path);
}

static void prepare(const struct row *row)
{
	struct timespec past[2] = {{1000, 0}, {1000, 0}};
	nftw("d", remove_one, 16, FTW_DEPTH | FTW_PHYS);
	nftw("e", remove_one, 16, FTW_DEPTH | FTW_PHYS);
	mkdir("d", 0755);
	mkdir("e", 0755);
	int made = open("d/file", O_CREAT | O_WRONLY, 0644);
	memset(buffer, 'x', sizeof buffer);
	write(made, buffer, 5000);
	close(made);
	if (row->call == do_execve)
		chmod("d/file", 0755);
	setxattr("d/file", "user.a", "1", 1, 0);
	make_second(row);
	for (unsigned i = 0; i < COUNT; i++)
		utimensat(AT_FDCWD, WATCHED[i], past, AT_SYMLINK_NOFOLLOW);
	if (row->flags != NOT)
		fd = open("d/file", row->flags);
	if (row->other != NOT)
		other = open("e/second", row->other);
}

static int differ(struct timespec a, struct timespec b)
{
	return a.tv_sec != b.tv_sec || a.tv_nsec != b.tv_nsec;
}

int main(void)
{
	struct timespec tick = {0, 12000000};
	umask(022);
	printf("| call | file | its directory | second file | second directory |\n|---|---|---|---|---|\n");
	for (unsigned r = 0; r < sizeof ROWS / sizeof *ROWS; r++) {
		struct stat before[COUNT], after;
		int there[COUNT];
		fflush(stdout);
		prepare(&ROWS[r]);
		for (unsigned i = 0; i < COUNT; i++)
			there[i] = !lstat(WATCHED[i], &before[i]);
		nanosleep(&tick, NULL);
		if (ROWS[r].call)
			ROWS[r].call();
		else
			call_other(ROWS[r].words);
		printf("| %s |", ROWS[r].words);
		for (unsigned i = 0; i < COUNT; i++) {
			if (lstat(WATCHED[i], &after)) {
				printf(" %s |", there[i] ? "gone" : "");
				continue;
			}
			printf(" %s%s%s |", differ(before[i].st_atim, after.st_atim) ? "a" : "", differ(before[i].st_mtim, after.st_mtim) ? "m" : "",
			       differ(before[i].st_ctim, after.st_ctim) ? "c" : "");
		}
		printf("\n");
		if (ROWS[r].flags != NOT)
			close(fd);
		if (ROWS[r].other != NOT)
			close(other);
	}
	return 0;
}
