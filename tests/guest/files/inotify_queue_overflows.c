// slow
/* inotify(7): IN_Q_OVERFLOW with wd -1 when the queue is full; like events in a row are one. */
#include "behaviour.h"
#include <sys/inotify.h>

int main(void)
{
	static char buffer[1 << 20] __attribute__((aligned(8)));
	int limit = 0;
	FILE *f = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
	CHECK(f && fscanf(f, "%d", &limit) == 1);
	int in = inotify_init1(IN_NONBLOCK);
	int fd = open("f", O_RDWR | O_CREAT, 0644), count = 0, overflow = 0, last = 0;
	inotify_add_watch(in, "f", IN_MODIFY | IN_ATTRIB);
	for (int i = 0; i < 100; i++)
		CHECK(write(fd, "x", 1) == 1);
	ssize_t n = read(in, buffer, sizeof buffer);
	printf("a hundred writes: %d bytes\n", (int)n);
	for (int i = 0; i < limit / 2 + 10; i++)
		CHECK(write(fd, "x", 1) == 1 && fchmod(fd, 0600) == 0);
	while ((n = read(in, buffer, sizeof buffer)) > 0)
		for (ssize_t at = 0; at < n;) {
			struct inotify_event *e = (void *)(buffer + at);
			count++;
			last = e->mask;
			if (e->mask & IN_Q_OVERFLOW)
				overflow++, printf("overflow with wd %d\n", e->wd);
			at += sizeof *e + e->len;
		}
	printf("the limit and one: %d, overflows %d, the last %x\n", count == limit + 1, overflow, last);
	CHECK(write(fd, "x", 1) == 1);
	printf("after it: %d bytes\n", (int)read(in, buffer, sizeof buffer));
	return 0;
}
