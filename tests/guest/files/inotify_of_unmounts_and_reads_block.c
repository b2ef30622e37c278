// slow
// needs: root
/* inotify(7): IN_UNMOUNT and then IN_IGNORED; read(2) waits for an event; closing the instance ends its watches. */
#include "behaviour.h"
#include <sys/inotify.h>
#include <sys/mount.h>

static int makes(void)
{
	usleep(50000);
	close(creat("d/made", 0644));
	return 0;
}

int main(void)
{
	char buffer[1000] __attribute__((aligned(8)));
	mkdir("d", 0755);
	CHECK(mount("none", "d", "tmpfs", 0, NULL) == 0);
	int in = inotify_init();
	SHOW(inotify_add_watch(in, "d", IN_CREATE));
	pid_t pid = child(makes);
	ssize_t n = read(in, buffer, sizeof buffer);
	struct inotify_event *e = (void *)buffer;
	printf("%d bytes, mask %x %s\n", (int)n, e->mask, e->name);
	wait_status(pid);
	SHOW(umount("d"));
	n = read(in, buffer, sizeof buffer);
	for (ssize_t at = 0; at < n; at += sizeof *e + e->len) {
		e = (void *)(buffer + at);
		printf("mask %x wd %d\n", e->mask, e->wd);
	}
	return 0;
}
