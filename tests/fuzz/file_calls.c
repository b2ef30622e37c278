/* Carries out scripts of file-system calls, natively or in the kernel under test, and prints all that a program could see.
 *
 *   file_calls FOLDER < script
 *
 * It goes to live in FOLDER with chroot(2), as root, so that nothing outside of it can be reached.  A script is lines of words; a
 * word that begins with "=" is a string (with %XX for odd bytes), "@" is a bad pointer, others are numbers.
 *
 *   S 17             a new sequence: everything closed and removed, root again
 *   U 1000           from now on the user 1000 (0: root), in the group of that number and group 3000
 *   D                the whole tree, as root sees it: types, modes, owners, links, sizes, times, contents and holes
 *   NAME words...    a system call: its result, the name of its error, and what it delivered
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

#define WORDS 12
#define LONG_AGO 100000000

static char *word[WORDS];
static int words;
static unsigned char data[1 << 18];

static const struct plain {
	const char *name;
	long number;
} PLAIN[] = {
#define CALL(name) {#name, SYS_##name}
	CALL(open), CALL(openat), CALL(creat), CALL(close), CALL(dup), CALL(dup2), CALL(dup3), CALL(lseek), CALL(truncate),
	CALL(ftruncate), CALL(fallocate), CALL(mkdir), CALL(mkdirat), CALL(rmdir), CALL(unlink), CALL(unlinkat), CALL(rename),
	CALL(renameat), CALL(renameat2), CALL(link), CALL(linkat), CALL(symlink), CALL(symlinkat), CALL(chmod), CALL(fchmod),
	CALL(fchmodat), CALL(chown), CALL(lchown), CALL(fchown), CALL(fchownat), CALL(access), CALL(faccessat), CALL(faccessat2),
	CALL(chdir), CALL(fchdir), CALL(umask), CALL(mknod), CALL(mknodat), CALL(fsync), CALL(fdatasync),
	CALL(close_range), CALL(flock), CALL(fcntl), CALL(sync_file_range), CALL(fadvise64), CALL(sendfile), CALL(copy_file_range),
	CALL(setxattr), CALL(lsetxattr), CALL(fsetxattr), CALL(removexattr), CALL(lremovexattr), CALL(fremovexattr), CALL(readahead),
};

static long argument(int i)
{
	if (i >= words)
		return 0;
	if (word[i][0] == '@')
		return 0x10;
	return word[i][0] == '=' ? (long)(word[i] + 1) : strtol(word[i], NULL, 0);
}

static void decode(char *text)
{
	char *out = text;
	for (; *text; text++) {
		unsigned byte;
		if (*text == '%' && sscanf(text + 1, "%2x", &byte) == 1) {
			*out++ = byte;
			text += 2;
		} else
			*out++ = *text;
	}
	*out = 0;
}

static void result(long value)
{
	if (value == -1)
		printf(" -1 %s", strerrorname_np(errno));
	else
		printf(" %ld", value);
}

static void moment(const char *name, struct timespec t)
{
	if (t.tv_sec < LONG_AGO)
		printf(" %s=%ld.%09ld", name, (long)t.tv_sec, t.tv_nsec);
	else
		printf(" %s=now", name);
}

static void status(const struct stat *st)
{
	printf(" %o links %ld of %d:%d", st->st_mode, (long)st->st_nlink, st->st_uid, st->st_gid);
	if (S_ISREG(st->st_mode) || S_ISLNK(st->st_mode))
		printf(" size %ld", (long)st->st_size);
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode))
		printf(" device %lx", (long)st->st_rdev);
	moment("a", st->st_atim);
	moment("m", st->st_mtim);
}

static unsigned hash(const unsigned char *bytes, long n)
{
	unsigned h = 2166136261u;
	for (long i = 0; i < n; i++)
		h = (h ^ bytes[i]) * 16777619u;
	return h;
}

/* ---- the tree ------------------------------------------------------------------------------------------------------ */

static void show_name(const char *name)
{
	for (; *name; name++)
		if (*name > ' ' && *name < 127)
			putchar(*name);
		else
			printf("%%%02x", (unsigned char)*name);
}

/* The sequence has used fallocate: what ext4 then counts as data depends on what is in memory and how its extents lie. */
static int reserved;

static void show_contents(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW);
	off_t end = lseek(fd, 0, SEEK_END), at = 0;
	unsigned sum = 0;
	long n;
	printf(" data");
	while (at < end) {
		off_t start = reserved ? 0 : lseek(fd, at, SEEK_DATA), stop;
		if (start < 0)
			break;
		stop = reserved ? end : lseek(fd, start, SEEK_HOLE);
		printf(" %ld-%ld", (long)start, (long)stop);
		for (at = start; at < stop; at += n) {
			long wanted = stop - at < (long)sizeof data ? stop - at : (long)sizeof data;
			n = pread(fd, data, wanted, at);
			if (n <= 0)
				break;
			sum = sum * 31 + hash(data, n);
		}
		at = stop;
	}
	printf(" sum %08x", sum);
	close(fd);
}

static void show_attributes(const char *path)
{
	char list[4096], value[4096];
	long n = llistxattr(path, list, sizeof list);
	for (long i = 0; i < n; i += strlen(list + i) + 1) {
		long length = lgetxattr(path, list + i, value, sizeof value);
		printf(" %s[%ld:%08x]", list + i, length, hash((unsigned char *)value, length < 0 ? 0 : length));
	}
}

static void show_folder(int folder, const char *path)
{
	struct dirent **list;
	int n = scandirat(folder, ".", &list, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		const char *name = list[i]->d_name;
		struct stat st;
		char target[5000] = "", whole[5000];
		if (!strcmp(name, ".") || !strcmp(name, "..") || fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW)) {
			free(list[i]);
			continue;
		}
		if (!*path && !strcmp(name, "proc")) {
			free(list[i]);
			continue;
		}
		snprintf(whole, sizeof whole, "%s/%s", path, name);
		printf("  ");
		show_name(whole);
		status(&st);
		printf(" type %d", list[i]->d_type);
		if (strlen(whole) < 4000)
			show_attributes(whole);
		if (S_ISREG(st.st_mode))
			show_contents(folder, name);
		if (S_ISLNK(st.st_mode)) {
			readlinkat(folder, name, target, sizeof target - 1);
			printf(" -> ");
			show_name(target);
		}
		printf("\n");
		if (S_ISDIR(st.st_mode)) {
			int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
			show_folder(inner, whole);
			close(inner);
		}
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

static void remove_below(int folder, int top)
{
	struct dirent **list;
	int n = scandirat(folder, ".", &list, NULL, NULL);
	for (int i = 0; i < n; i++) {
		const char *name = list[i]->d_name;
		if (strcmp(name, ".") && strcmp(name, "..") && !(top && !strcmp(name, "proc")) && unlinkat(folder, name, 0)) {
			int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
			remove_below(inner, 0);
			close(inner);
			unlinkat(folder, name, AT_REMOVEDIR);
		}
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

/* ---- who, and from where ------------------------------------------------------------------------------------------- */

static void become(long id)
{
	gid_t groups[] = {3000};
	int bad = setresuid(0, 0, 0) || setresgid(id, id, id) || setgroups(id ? 1 : 0, groups) || setresuid(id, id, 0);
	if (bad) {
		printf("become: %s\n", strerror(errno));
		exit(99);
	}
}

static int real_root; /* a descriptor of the folder, out of the way of the script's */

static void to_the_top(void)
{
	become(0);
	if (fchdir(real_root) || chroot(".")) {
		printf("chroot: %s\n", strerror(errno));
		exit(99);
	}
}

static void begin(void)
{
	to_the_top();
	syscall(SYS_close_range, 3, 899, 0);
	umask(022);
	remove_below(real_root, 1);
	reserved = 0;
	chmod("/", 0777);
	chown("/", 0, 0);
}

/* ---- the calls that deliver something -------------------------------------------------------------------------------- */

static void fill(long seed, long count)
{
	for (long i = 0; i < count; i++)
		data[i] = (seed * 7 + i * (seed % 5 + 1)) & 0xff;
}

static void listing(int fd)
{
	static char buffer[65536];
	static const char *names[4096];
	char types[4096];
	long n, count = 0, at;
	n = syscall(SYS_getdents64, fd, buffer, sizeof buffer);
	if (n <= 0) {
		result(n);
		return;
	}
	for (at = 0; at < n; at += *(uint16_t *)(buffer + at + 16)) {
		long i = count++;
		for (; i > 0 && strcmp(names[i - 1], buffer + at + 19) > 0; i--) {
			names[i] = names[i - 1];
			types[i] = types[i - 1];
		}
		names[i] = buffer + at + 19;
		types[i] = buffer[at + 18];
	}
	for (long i = 0; i < count; i++) {
		printf(" ");
		show_name(names[i]);
		printf(":%d", types[i]);
	}
}

static int deliver(const char *name)
{
	char text[5000];
	struct stat st;
	long n;
	if (!strcmp(name, "read") || !strcmp(name, "pread64")) {
		long count = argument(2);
		n = *name == 'r' ? syscall(SYS_read, argument(1), data, count) : syscall(SYS_pread64, argument(1), data, count, argument(3));
		result(n);
		if (n > 0)
			printf(" %08x", hash(data, n));
	} else if (!strcmp(name, "write") || !strcmp(name, "pwrite64")) {
		long count = argument(2);
		fill(argument(4), count);
		n = *name == 'w' ? syscall(SYS_write, argument(1), data, count) : syscall(SYS_pwrite64, argument(1), data, count, argument(3));
		result(n);
	} else if (!strcmp(name, "stat") || !strcmp(name, "lstat") || !strcmp(name, "fstat")) {
		n = syscall(*name == 's' ? SYS_stat : *name == 'l' ? SYS_lstat : SYS_fstat, argument(1), &st);
		result(n);
		if (!n)
			status(&st);
	} else if (!strcmp(name, "newfstatat")) {
		n = syscall(SYS_newfstatat, argument(1), argument(2), &st, argument(3));
		result(n);
		if (!n)
			status(&st);
	} else if (!strcmp(name, "statx")) {
		struct statx x;
		n = syscall(SYS_statx, argument(1), argument(2), argument(3), STATX_BASIC_STATS, &x);
		result(n);
		if (!n)
			printf(" %o links %u of %u:%u size %ld", x.stx_mode, x.stx_nlink, x.stx_uid, x.stx_gid,
			       S_ISREG(x.stx_mode) ? (long)x.stx_size : 0);
	} else if (!strcmp(name, "readlink") || !strcmp(name, "readlinkat")) {
		memset(text, 0, sizeof text);
		n = name[8] ? syscall(SYS_readlinkat, argument(1), argument(2), text, argument(3))
			    : syscall(SYS_readlink, argument(1), text, argument(2));
		result(n);
		if (n > 0)
			show_name(text);
	} else if (!strcmp(name, "getcwd")) {
		n = syscall(SYS_getcwd, text, argument(1));
		result(n);
		if (n > 0)
			show_name(text);
	} else if (!strcmp(name, "getdents64")) {
		listing(argument(1));
	} else if (!strcmp(name, "getxattr") || !strcmp(name, "fgetxattr")) {
		n = syscall(*name == 'f' ? SYS_fgetxattr : SYS_getxattr, argument(1), argument(2), text, argument(3));
		result(n);
		if (n > 0 && argument(3))
			printf(" %08x", hash((unsigned char *)text, n));
	} else if (!strcmp(name, "listxattr")) {
		n = syscall(SYS_listxattr, argument(1), text, argument(2));
		result(n);
	} else if (!strcmp(name, "utimensat")) {
		struct timespec times[2] = {{argument(4), argument(5)}, {argument(6), argument(7)}};
		result(syscall(SYS_utimensat, argument(1), argument(2), words > 4 ? times : NULL, argument(3)));
	} else if (!strcmp(name, "lock")) {
		struct flock lock = {.l_type = argument(3), .l_whence = argument(4), .l_start = argument(5), .l_len = argument(6)};
		n = syscall(SYS_fcntl, argument(1), argument(2), &lock);
		result(n);
		if (!n && (argument(2) == F_GETLK || argument(2) == F_OFD_GETLK))
			printf(" %d %d %ld %ld", lock.l_type, lock.l_whence, (long)lock.l_start, (long)lock.l_len);
	} else if (!strcmp(name, "openat2")) {
		struct open_how how = {argument(3), argument(4), argument(5)};
		result(syscall(SYS_openat2, argument(1), argument(2), &how, sizeof how));
	} else
		return 0;
	return 1;
}

static void call(void)
{
	printf("%s", word[0]);
	if (!strcmp(word[0], "fallocate"))
		reserved = 1;
	if (reserved && !strcmp(word[0], "lseek") && argument(3) > 2) {
		printf(" left out\n");
		return;
	}
	if (!deliver(word[0])) {
		const struct plain *found = NULL;
		for (unsigned i = 0; i < sizeof PLAIN / sizeof *PLAIN; i++)
			if (!strcmp(PLAIN[i].name, word[0]))
				found = &PLAIN[i];
		if (!found) {
			printf(" unknown\n");
			exit(99);
		}
		result(syscall(found->number, argument(1), argument(2), argument(3), argument(4), argument(5), argument(6)));
	}
	printf("\n");
}

int main(int argc, char **argv)
{
	static char line[65536], out[1 << 16];
	if (argc < 2 || chdir(argv[1]))
		return 98;
	setvbuf(stdout, out, _IOFBF, sizeof out);
	syscall(SYS_unshare, 0x00020000); /* CLONE_NEWNS, where there is such a thing: the mount goes with us */
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	mkdir("proc", 0555);
	if (mount("proc", "proc", "proc", 0, NULL))
		return 97;
	real_root = fcntl(open(".", O_RDONLY | O_DIRECTORY), F_DUPFD, 900);
	if (chroot("."))
		return 96;
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = 0;
		words = 0;
		for (char *w = strtok(line, " "); w && words < WORDS; w = strtok(NULL, " "))
			word[words++] = w;
		if (!words)
			continue;
		for (int i = 0; i < words; i++)
			if (word[i][0] == '=')
				decode(word[i]);
		if (!strcmp(word[0], "S")) {
			begin();
			printf("S %ld\n", argument(1));
		} else if (!strcmp(word[0], "U")) {
			become(argument(1));
			printf("U %ld\n", argument(1));
		} else if (!strcmp(word[0], "D")) {
			to_the_top();
			show_folder(real_root, "");
		} else
			call();
	}
	begin();
	return 0;
}
