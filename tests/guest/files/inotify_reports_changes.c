/* inotify(7): the events of a directory and of a file, in order, with names and cookies. */
#include "behaviour.h"
#include <sys/inotify.h>

static int in;

static void drain(const char *after)
{
	char b[4096] __attribute__((aligned(8)));
	uint32_t cookie = 0;
	ssize_t n = read(in, b, sizeof b);
	printf("%s:%s\n", after, n < 0 ? " nothing" : "");
	for (char *p = b; n > 0 && p < b + n;) {
		struct inotify_event *e = (void *)p;
		const char *same = e->cookie ? (e->cookie == cookie ? " same cookie" : " cookie") : "";
		cookie = e->cookie;
		printf("  wd %d mask %#x len %u %s%s\n", e->wd, e->mask, e->len, e->len ? e->name : "", same);
		p += sizeof *e + e->len;
	}
}

int main(void)
{
	char b[10];
	in = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	mkdir("d", 0755);
	mkdir("other", 0755);
	SHOW(inotify_add_watch(in, "d", IN_ALL_EVENTS));
	int fd = open("d/file", O_CREAT | O_RDWR, 0644);
	drain("open O_CREAT");
	SHOW(inotify_add_watch(in, "d/file", IN_ALL_EVENTS));
	write(fd, "abc", 3);
	write(fd, "abc", 3);
	drain("write twice");
	pread(fd, b, 3, 0);
	drain("pread");
	ftruncate(fd, 1);
	drain("ftruncate");
	fchmod(fd, 0600);
	drain("fchmod");
	rename("d/file", "d/renamed_to_something_longer");
	drain("rename");
	rename("d/renamed_to_something_longer", "other/x");
	drain("rename away");
	rename("other/x", "d/back");
	drain("rename back");
	link("d/back", "d/second");
	drain("link");
	unlink("d/second");
	drain("unlink second");
	close(fd);
	drain("close");
	fd = open("d/back", O_RDONLY);
	drain("open");
	close(fd);
	drain("close read only");
	unlink("d/back");
	drain("unlink");
	mkdir("d/sub", 0755);
	symlink("x", "d/link");
	mkfifo("d/fifo", 0644);
	drain("mkdir symlink mkfifo");
	rmdir("d/sub");
	drain("rmdir");
	unlink("d/link");
	unlink("d/fifo");
	drain("unlink two");
	SHOW(inotify_rm_watch(in, 1));
	drain("rm_watch");
	SHOW(inotify_rm_watch(in, 1));
	SHOW(inotify_add_watch(in, "d", IN_DELETE_SELF | IN_ONLYDIR));
	SHOW(inotify_add_watch(in, "d", IN_CREATE | IN_MASK_ADD));
	close(open("d/x", O_CREAT | O_WRONLY, 0644));
	unlink("d/x");
	rmdir("d");
	drain("rmdir of the watched");
	SHOW(inotify_add_watch(in, "other", 0));
	SHOW(inotify_add_watch(in, "missing", IN_CREATE));
	SHOW(inotify_add_watch(0, "other", IN_CREATE));
	SHOW(inotify_add_watch(in, "/dev/null", IN_ONLYDIR | IN_CREATE));
	SHOW(inotify_add_watch(in, "other", IN_CREATE | IN_ONESHOT));
	mkdir("other/1", 0755);
	mkdir("other/2", 0755);
	drain("oneshot");
	SHOW(inotify_add_watch(in, "other", IN_CREATE));
	mkdir("other/3", 0755);
	SHOW(read(in, b, 10));
	return 0;
}
