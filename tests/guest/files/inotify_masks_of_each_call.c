// slow
/* inotify(7): which events a watch of a directory and one of a file get from each call, in order. */
#include "behaviour.h"
#include <sys/inotify.h>

static int in, wd[3];
static const char *names[] = {"ACCESS", "MODIFY", "ATTRIB", "CLOSE_WRITE", "CLOSE_NOWRITE", "OPEN", "MOVED_FROM", "MOVED_TO", "CREATE", "DELETE",
			      "DELETE_SELF", "MOVE_SELF"};

static void events(const char *what)
{
	char buffer[8192] __attribute__((aligned(8)));
	printf("%s:", what);
	ssize_t n = read(in, buffer, sizeof buffer);
	for (ssize_t at = 0; at < n;) {
		struct inotify_event *e = (void *)(buffer + at);
		printf(" %s", e->wd == wd[0] ? "dir" : e->wd == wd[1] ? "file" : e->wd == wd[2] ? "sub" : e->wd == -1 ? "-" : "?");
		for (int i = 0; i < 12; i++)
			if (e->mask & 1 << i)
				printf("|%s", names[i]);
		if (e->mask & IN_ISDIR)
			printf("|ISDIR");
		if (e->mask & IN_IGNORED)
			printf("|IGNORED");
		if (e->mask & IN_UNMOUNT)
			printf("|UNMOUNT");
		if (e->len)
			printf("(%s)", e->name);
		at += sizeof *e + e->len;
	}
	puts("");
}

#define DO(call) (void)!(call), events(#call)

int main(void)
{
	char c;
	mkdir("d", 0755), mkdir("other", 0755);
	int fd = open("d/f", O_RDWR | O_CREAT, 0644);
	in = inotify_init1(IN_NONBLOCK);
	wd[0] = inotify_add_watch(in, "d", IN_ALL_EVENTS), wd[1] = inotify_add_watch(in, "d/f", IN_ALL_EVENTS);
	DO(write(fd, "abc", 3));
	DO(pread(fd, &c, 1, 0));
	DO(pread(fd, &c, 1, 100));
	DO(write(fd, "", 0));
	DO(ftruncate(fd, 1));
	DO(ftruncate(fd, 1));
	DO(truncate("d/f", 10));
	DO(fchmod(fd, 0600));
	DO(fchown(fd, -1, -1));
	DO(utimensat(AT_FDCWD, "d/f", NULL, 0));
	DO(fsync(fd));
	DO(close(fd));
	DO(fd = open("d/f", O_RDONLY));
	DO(close(fd));
	DO(fd = open("d/f", O_WRONLY | O_TRUNC));
	DO(close(fd));
	DO(close(open("d/f", O_PATH)));
	DO(fd = open("d/new", O_WRONLY | O_CREAT, 0644));
	DO(write(fd, "x", 1));
	DO(close(fd));
	DO(fallocate(fd = open("d/new", O_RDWR), 0, 0, 5000));
	DO(dup2(fd, 50));
	DO(close(fd));
	DO(close(50));
	DO(link("d/f", "d/hard"));
	DO(unlink("d/hard"));
	DO(symlink("x", "d/soft"));
	DO(mkdir("d/sub", 0755));
	wd[2] = inotify_add_watch(in, "d/sub", IN_ALL_EVENTS);
	DO(close(open("d/sub", O_RDONLY)));
	DO(chmod("d/sub", 0700));
	DO(rename("d/new", "d/newer"));
	DO(rename("d/newer", "other/gone"));
	DO(rename("other/gone", "d/back"));
	DO(rename("d/back", "d/f"));
	DO(rename("d/sub", "d/sub2"));
	DO(rename("d/sub2", "other/sub"));
	DO(rmdir("other/sub"));
	DO(mkfifo("d/fifo", 0644));
	DO(link("d/fifo", "d/fifo2"));
	DO(rename("d/fifo", "d/fifo2"));
	DO(renameat2(AT_FDCWD, "d/fifo", AT_FDCWD, "d/soft", RENAME_EXCHANGE));
	DO(unlink("d/fifo"));
	DO(unlink("d/fifo2"));
	DO(unlink("d/soft"));
	DO(unlink("d/f"));
	DO(rmdir("d"));
	return 0;
}
