// slow
/* inotify(7): IN_MASK_ADD, IN_MASK_CREATE, IN_ONESHOT, IN_ONLYDIR, IN_DONT_FOLLOW, IN_EXCL_UNLINK; the numbers of watches. */
#include "behaviour.h"
#include <poll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>

static int in;
static void events(void)
{
	char buffer[8192] __attribute__((aligned(8)));
	ssize_t n = read(in, buffer, sizeof buffer);
	for (ssize_t at = 0; at < n;) {
		struct inotify_event *e = (void *)(buffer + at);
		printf("  wd %d mask %x len %d %s\n", e->wd, e->mask, (int)e->len, e->len ? e->name : "");
		at += sizeof *e + e->len;
	}
	if (n < 0)
		printf("  %s\n", strerrorname_np(errno));
}

int main(void)
{
	int pending;
	mkdir("d", 0755), close(creat("d/f", 0644)), symlink("d", "l");
	in = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	SHOW(fcntl(in, F_GETFD));
	SHOW(inotify_add_watch(in, "d/f", IN_OPEN));
	SHOW(inotify_add_watch(in, "d/f", IN_ACCESS));
	close(open("d/f", O_RDONLY)), events();
	SHOW(inotify_add_watch(in, "d/f", IN_OPEN | IN_MASK_ADD));
	close(open("d/f", O_RDONLY)), events();
	SHOW(inotify_add_watch(in, "d/f", IN_CLOSE | IN_MASK_CREATE));
	SHOW(inotify_add_watch(in, "d/f", IN_CLOSE | IN_MASK_CREATE | IN_MASK_ADD));
	SHOW(inotify_add_watch(in, "d/f", 0));
	SHOW(inotify_add_watch(in, "d/f", IN_ONLYDIR));
	SHOW(inotify_add_watch(in, "d/f", IN_OPEN | IN_ONLYDIR));
	SHOW(inotify_add_watch(in, "l", IN_ATTRIB | IN_DONT_FOLLOW));
	SHOW(inotify_add_watch(in, "l", IN_CREATE | IN_DELETE));
	SHOW(inotify_add_watch(in, "d", IN_CREATE));
	close(creat("d/long-name-of-a-file", 0644)), unlink("d/long-name-of-a-file"), events();
	SHOW(inotify_rm_watch(in, 1));
	events();
	SHOW(inotify_rm_watch(in, 1));
	SHOW(inotify_add_watch(in, "d/f", IN_OPEN | IN_ONESHOT));
	close(open("d/f", O_RDONLY)), close(open("d/f", O_RDONLY)), events();
	SHOW(inotify_add_watch(in, "d/f", IN_MODIFY));
	int fd = open("d/f", O_WRONLY);
	for (int i = 0; i < 5; i++)
		CHECK(write(fd, "x", 1) == 1);
	SHOW(ioctl(in, FIONREAD, &pending));
	printf("pending %d\n", pending);
	struct pollfd p = {in, POLLIN | POLLOUT};
	SHOW(poll(&p, 1, 0));
	printf("revents %x\n", p.revents);
	char small[10];
	SHOW(read(in, small, sizeof small));
	events(), events();
	SHOW(write(in, "x", 1));
	SHOW(inotify_add_watch(in, "d", IN_MODIFY | IN_EXCL_UNLINK));
	unlink("d/f");
	CHECK(write(fd, "y", 1) == 1);
	events();
	SHOW(lseek(in, 0, SEEK_SET));
	SHOW(inotify_init1(1));
	SHOW(inotify_add_watch(0, "d", IN_OPEN));
	SHOW(inotify_rm_watch(in, -1));
	return 0;
}
