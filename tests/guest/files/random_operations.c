// arguments: 1 3000
/* Thousands of random file operations on few names (argv: seed, number): every result, every error, and the tree that is left. */
#include "behaviour.h"
#include <dirent.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

static uint64_t state;

static unsigned pick(unsigned n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (state >> 33) % n;
}

static const char *const leaves[] = {"a", "b", "c", "d", "e"};

/* A path of one to three names, sometimes with dots, slashes or a link in it. */
static const char *path(void)
{
	static char texts[4][64];
	static int turn;
	char *text = texts[turn++ % 4];
	text[0] = 0;
	unsigned depth = 1 + pick(3) * pick(2);
	for (unsigned i = 0; i < depth; i++) {
		if (i)
			strcat(text, pick(9) ? "/" : "//");
		switch (pick(14)) {
		case 0:
			strcat(text, ".");
			break;
		case 1:
			if (i) {
				strcat(text, "..");
				break;
			} /* fall through */
		default:
			strcat(text, leaves[pick(5)]);
		}
	}
	if (!pick(12))
		strcat(text, "/");
	return text;
}

static const int ids[] = {-1, 0, 1000, 50};
static const int fallocate_modes[] = {0, FALLOC_FL_KEEP_SIZE, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, FALLOC_FL_ZERO_RANGE,
				      FALLOC_FL_PUNCH_HOLE, FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE};
static int fds[6] = {-1, -1, -1, -1, -1, -1};

static void result(int step, const char *what, long value)
{
	printf("%d %s ", step, what);
	if (value < 0)
		printf("%s\n", strerrorname_np(errno));
	else
		printf("%ld\n", value);
}

static void show_stat(int step, const char *what, int failed, struct stat *s)
{
	if (failed) {
		result(step, what, -1);
		return;
	}
	printf("%d %s %o", step, what, s->st_mode);
	if (!S_ISDIR(s->st_mode))
		printf(" %ld %ld", (long)s->st_nlink, (long)s->st_size);
	printf("\n");
}

static int order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void tree(const char *folder, int depth)
{
	char *names[64];
	int count = 0;
	DIR *dir = opendir(folder);
	if (!dir)
		return;
	for (struct dirent *e; (e = readdir(dir));)
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			names[count++] = strdup(e->d_name);
	closedir(dir);
	qsort(names, count, sizeof *names, order);
	for (int i = 0; i < count; i++) {
		char below[1000], target[100] = "";
		struct stat s;
		snprintf(below, sizeof below, "%s/%s", folder, names[i]);
		CHECK(lstat(below, &s) == 0);
		if (S_ISLNK(s.st_mode))
			CHECK(readlink(below, target, sizeof target - 1) > 0);
		printf("%*s%s %o %d %d %ld %s\n", depth, "", names[i], s.st_mode, s.st_uid, s.st_gid, S_ISDIR(s.st_mode) ? (long)s.st_nlink : (long)s.st_size, target);
		if (S_ISREG(s.st_mode) && s.st_size < 100000) {
			unsigned sum = 0;
			unsigned char b[4096];
			int fd = open(below, O_RDONLY);
			for (ssize_t n; (n = read(fd, b, sizeof b)) > 0;)
				for (ssize_t j = 0; j < n; j++)
					sum = sum * 31 + b[j];
			close(fd);
			printf("%*s  sum %u\n", depth, "", sum);
		}
		if (S_ISDIR(s.st_mode))
			tree(below, depth + 1);
		free(names[i]);
	}
}

static void step(int i)
{
	char b[9000];
	struct stat s;
	int slot = pick(6), fd = fds[slot];
	const char *one = path(), *two = path();
	unsigned length = pick(3) ? pick(40) : pick(9000);
	long offset = pick(4) ? pick(60) : pick(20000);
	memset(b, 'a' + i % 26, sizeof b);
	printf("%s %s %d: ", one, two, fd >= 0);
	switch (pick(50)) {
	case 0: case 1: case 2: {
		static const int modes[] = {O_RDONLY, O_WRONLY, O_RDWR, O_RDWR};
		static const int extras[] = {0, 0, O_CREAT, O_CREAT, O_CREAT | O_EXCL, O_TRUNC, O_CREAT | O_TRUNC, O_APPEND, O_DIRECTORY,
					     O_NOFOLLOW, O_CREAT | O_NOFOLLOW, O_PATH, O_CREAT | O_APPEND};
		if (fd >= 0)
			close(fd);
		fds[slot] = open(one, modes[pick(4)] | extras[pick(13)] | O_NONBLOCK, 0600 + pick(64));
		result(i, "open", fds[slot] < 0 ? -1 : 0);
		break;
	}
	case 3: result(i, "close", close(fd)); fds[slot] = -1; break;
	case 4: case 5: result(i, "write", write(fd, b, length)); break;
	case 6: result(i, "pwrite", pwrite(fd, b, length, offset)); break;
	case 7: {
		long n = read(fd, b, length);
		result(i, "read", n);
		if (n > 0)
				printf("%d..%d\n", b[0], b[n - 1]);
		break;
	}
	case 8: result(i, "pread", pread(fd, b, length, offset)); break;
	case 9: /* where a directory ends is the file system's own affair */
		if (fstat(fd, &s) == 0 && !S_ISDIR(s.st_mode))
			result(i, "lseek", lseek(fd, offset - 20, pick(3)));
		break;
	case 10: result(i, "ftruncate", ftruncate(fd, offset)); break;
	case 11: result(i, "truncate", truncate(one, offset)); break;
	case 12: case 13: result(i, "mkdir", mkdir(one, 0700 + pick(64))); break;
	case 14: result(i, "rmdir", rmdir(one)); break;
	case 15: case 16: result(i, "unlink", unlink(one)); break;
	case 17: case 18: result(i, "rename", rename(one, two)); break;
	case 19: result(i, "link", link(one, two)); break;
	case 20: result(i, "symlink", symlink(one, two)); break;
	case 21: result(i, "mknod", mknod(one, (pick(2) ? S_IFIFO : S_IFSOCK) | 0644, 0)); break;
	case 22: show_stat(i, "stat", stat(one, &s), &s); break;
	case 23: show_stat(i, "lstat", lstat(one, &s), &s); break;
	case 24: show_stat(i, "fstat", fstat(fd, &s), &s); break;
	case 25: result(i, "chmod", chmod(one, 0700 + pick(64))); break;
	case 26: result(i, "access", access(one, pick(8))); break;
	case 27: result(i, "readlink", readlink(one, b, length)); break;
	case 28: result(i, "renameat2", renameat2(AT_FDCWD, one, AT_FDCWD, two, pick(4))); break;
	case 29: result(i, "linkat", linkat(AT_FDCWD, one, AT_FDCWD, two, AT_SYMLINK_FOLLOW)); break;
	case 30: {
		int other = fds[pick(6)];
		if (fd >= 0 && other != fd) {
			int copy = fcntl(fd, F_DUPFD, 100);
			close(other);
			for (int j = 0; j < 6; j++)
				if (fds[j] == other)
					fds[j] = copy;
		}
		break;
	}
	case 31: result(i, "flags", fd < 0 ? fcntl(fd, F_GETFL) : fcntl(fd, F_GETFL) & ~O_LARGEFILE); break;
	case 32: {
		struct flock l = {.l_type = pick(3), .l_whence = pick(3), .l_start = offset, .l_len = (long)length - 20};
		result(i, "lock", fcntl(fd, F_SETLK, &l));
		break;
	}
	case 33: {
		struct iovec v[3] = {{b, length / 3}, {b + 100, length / 4}, {b + 5000, length / 5}};
		result(i, "writev", writev(fd, v, 3));
		break;
	}
	case 34: result(i, "chown", chown(one, ids[pick(4)], ids[pick(4)])); break;
	case 35: result(i, "lchown", lchown(one, ids[pick(4)], ids[pick(4)])); break;
	case 36: case 37: result(i, "seteuid", seteuid(geteuid() ? 0 : 1000)); break;
	case 38: result(i, "setegid", geteuid() ? 0 : setegid(getegid() ? 0 : 50)); break;
	case 39: result(i, "fallocate", fallocate(fd, fallocate_modes[pick(6)], offset, length)); break;
	case 40: result(i, "copy_file_range", copy_file_range(fd, NULL, fds[pick(6)], NULL, length, 0)); break;
	case 41: { /* within one file the outcome of an overlap is nobody's promise */
		struct stat t;
		int out = fds[pick(6)];
		if (fstat(fd, &s) || fstat(out, &t) || s.st_ino != t.st_ino)
			result(i, "sendfile", sendfile(out, fd, NULL, length));
		break;
	}
	case 42: result(i, "openat", close(openat(fd, one, pick(2) ? O_RDONLY | O_NONBLOCK : O_RDWR | O_CREAT | O_NONBLOCK, 0666))); break;
	case 43: result(i, "mkdirat", mkdirat(fd, one, 0777)); break;
	case 44: result(i, "unlinkat", unlinkat(fd, one, pick(2) ? AT_REMOVEDIR : 0)); break;
	case 45: result(i, "umask", umask(pick(8) * 9)); break;
	case 46: result(i, "fchmod", fchmod(fd, 0700 + pick(64) + pick(8) * 01000)); break;
	case 47: result(i, "fchown", fchown(fd, ids[pick(4)], ids[pick(4)])); break;
	case 48: result(i, "faccessat", faccessat(fd < 0 ? AT_FDCWD : fd, one, pick(8), AT_EACCESS)); break;
	case 49: result(i, "flock", flock(fd, (int[]){LOCK_SH, LOCK_EX, LOCK_UN}[pick(3)] | LOCK_NB)); break;
	}
}

int main(int argc, char **argv)
{
	state = atoi(argv[1]);
	umask(0);
	chmod(".", 0777);
	for (int i = 0; i < 6; i++) { /* so that ".." through links stays inside */
		CHECK(mkdir("w", 0777) == 0);
		CHECK(chdir("w") == 0);
	}
	for (int i = 0; i < atoi(argv[2]); i++)
		step(i);
	seteuid(0);
	CHECK(chdir("../../../../../..") == 0);
	tree(".", 0);
	return 0;
}
