/* Which of the three times of a file, of its directory and of a second file or directory each call changes: a table in Markdown, which is
 * also docs/times.md.  Every row begins with the same small tree whose times of access and modification lie in the past; a letter says
 * that the time has changed, "new" that the file was not there before, "gone" that it is no more. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
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

static char buffer[8192];
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
		ROWS[r].call();
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
