// arguments: one two three
#include "behaviour.h"
#include <dirent.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>

static void show(int fd)
{
	char path[50], target[300];
	sprintf(path, "/proc/self/fd/%d", fd);
	long n = readlink(path, target, 299);
	target[n > 0 ? n : 0] = 0;
	char *slash = strrchr(target, '/');
	char *bracket = strchr(target, '[');
	struct stat l, s;
	lstat(path, &l);
	stat(path, &s);
	printf("%s %o, the file %o\n", slash ? slash : bracket && strncmp(target, "anon", 4) ? "kind:[number]" : target, l.st_mode, s.st_mode);
}

int main(int argc, char **argv)
{
	int file = open("file", O_RDWR | O_CREAT, 0640);
	show(file);
	show(open("file", O_RDONLY));
	show(open("file", O_WRONLY));
	show(open(".", O_RDONLY));
	int p[2];
	CHECK(pipe(p) == 0);
	show(p[0]);
	show(eventfd(0, 0));
	show(socket(AF_UNIX, SOCK_STREAM, 0));
	write(file, "contents", 8);
	unlink("file");
	show(file);
	char path[50], b[100];
	sprintf(path, "/proc/self/fd/%d", file);
	int again = open(path, O_RDONLY);
	SHOW(read(again, b, 100));
	SHOW(lseek(file, 0, SEEK_CUR));
	SHOW(memfd_create("name", 0) >= 0);
	show(again + 1);
	DIR *d = opendir("/proc/self/fd");
	int count = 0;
	for (struct dirent *e; (e = readdir(d));)
		count += e->d_name[0] != '.';
	printf("%d descriptors\n", count);
	int fd = open("/proc/self/cmdline", O_RDONLY);
	long n = read(fd, b, 100);
	char *second = memchr(b, 0, n);
	printf("%s %s %s\n", second + 1, second + 5, second + 9);
	n = readlink("/proc/self/exe", b, 100);
	SHOW(n > 0 && access("/proc/self/exe", X_OK) == 0);
	char cwd[300], link[300] = "";
	getcwd(cwd, 300);
	readlink("/proc/self/cwd", link, 299);
	SHOW(strcmp(cwd, link));
	SHOW(chdir("/proc/self/task"));
	readlink("/proc/self/root", link, 299);
	printf("%.1s\n", link);
	getcwd(cwd, 300);
	SHOW(strcmp(strrchr(cwd, '/'), "/task"));
	SHOW(open("../status", O_RDONLY) >= 0);
	sprintf(path, "/proc/self/fdinfo/%d", file);
	fd = open(path, O_RDONLY);
	n = read(fd, b, 99);
	b[n] = 0;
	printf("%.20s", b);
	SHOW(open("/proc/self/fd/77", O_RDONLY));
	SHOW(readlink("/proc/self/fd/007", b, 10));
	SHOW(readlink("/proc/self/stat", b, 10));
}
