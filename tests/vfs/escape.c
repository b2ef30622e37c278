/* escape COUNT SEED: tries COUNT random paths, by open, readlink, stat, chdir and by calls that change things; says what it could read
 * that held the word SECRET, and nothing else. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

static unsigned long state;

static unsigned pick(unsigned n)
{
	state = state * 6364136223846793005ul + 1442695040888963407ul;
	return (state >> 33) % n;
}

static const char *const PARTS[] = {
	"..", "..", "..", ".", "", "up", "out", "host", "loop", "dir", "dir", "file", "proc/self/root", "proc/1/root", "proc/2/root", "proc/self/cwd",
	"proc/1/cwd", "proc/self/exe", "proc/self/fd/3", "proc/self/fd/4", "proc/self/fd", "proc/self/task", "proc/thread-self/root", "dev/fd/3",
	"secret", "root", "tmp", "etc", "etc/passwd", "home", "sys", "dev", "run", "socket", "\xff\xfe", "\n", "a\\b", "%2e%2e", "..\x01", "...", " ",
	"device", "mnt", "ro", "absolute",
};

static void path(char *out, const char *host)
{
	*out = 0;
	if (pick(12) == 0)
		strcat(out, host);
	if (pick(2))
		strcat(out, "/");
	for (int n = 1 + pick(7); n > 0; n--) {
		strcat(out, PARTS[pick(sizeof PARTS / sizeof *PARTS)]);
		if (n > 1 || pick(4) == 0)
			strcat(out, pick(8) ? "/" : "//");
	}
}

static void look(int fd, const char *name)
{
	char data[8192];
	long n = read(fd, data, sizeof data - 1);
	if (n <= 0)
		return;
	data[n] = 0;
	if (memmem(data, n, "SECRET", 6))
		printf("read through %s\n", name);
}

int main(int argc, char **argv)
{
	long count = atol(argv[1]);
	const char *host = argv[3];
	char a[1024], b[1024], text[4096];
	struct stat st;
	state = atol(argv[2]);
	mkdir("/mnt", 0755);
	mknod("/device", S_IFBLK | 0666, makedev(pick(16), pick(16)));
	for (long i = 0; i < count; i++) {
		path(a, host);
		path(b, host);
		int fd = -1;
		switch (pick(16)) {
		case 0: case 1: case 2: case 3:
			fd = open(a, O_RDONLY | O_NONBLOCK | (pick(4) ? 0 : O_PATH));
			break;
		case 4:
			fd = open(a, O_RDWR | O_NONBLOCK | O_CREAT | (pick(2) ? O_TRUNC : 0), 0666);
			if (fd >= 0)
				write(fd, "changed", 7);
			break;
		case 5:
			readlink(a, text, sizeof text);
			break;
		case 6:
			stat(a, &st);
			lstat(a, &st);
			break;
		case 7:
			chdir(a);
			break;
		case 8:
			link(a, b);
			break;
		case 9:
			symlink(a, b);
			break;
		case 10:
			if (pick(4) == 0)
				unlink(a);
			break;
		case 11:
			if (pick(4) == 0)
				rename(a, b);
			break;
		case 12:
			chmod(a, 0777);
			truncate(a, 5);
			break;
		case 13:
			mkdir(a, 0755);
			break;
		case 14: {
			struct sockaddr_un address = {AF_UNIX};
			int s = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
			strncpy(address.sun_path, a, sizeof address.sun_path - 1);
			if (connect(s, (struct sockaddr *)&address, sizeof address) == 0)
				printf("connected to %s\n", a);
			close(s);
			break;
		}
		case 15:
			if (pick(40) == 0)
				chroot(a);
			else
				fchdir(3 + pick(3));
			break;
		}
		if (fd >= 0) {
			look(fd, a);
			if (fd > 6)
				close(fd);
		}
	}
	printf("done\n");
	return 0;
}
