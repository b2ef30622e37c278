// slow
/* read(2) of inotify into a buffer that ends too early: EFAULT, and what was taken from the queue by then is gone (inotify(7)). */
#include "behaviour.h"
#include <poll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define P 4096

static void three_events(int fd, const char *file)
{
	CHECK(inotify_add_watch(fd, file, IN_OPEN | IN_ATTRIB | IN_MODIFY | IN_MASK_ADD) > 0);
	int made = open(file, O_RDWR);
	CHECK(write(made, "x", 1) == 1 && fchmod(made, 0644) == 0);
	close(made);
}

static int waiting(int fd)
{
	int bytes = -1;
	CHECK(ioctl(fd, FIONREAD, &bytes) == 0);
	return bytes;
}

int main(void)
{
	char *end = mmap(NULL, 2 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) + P;
	CHECK(munmap(end, P) == 0);
	close(open("watched", O_CREAT | O_RDWR, 0600));
	int fd = inotify_init1(IN_NONBLOCK);
	SHOW(read(fd, (void *)1, 64));
	size_t room[] = {0, 8, 16, 20, 40, 48};
	for (int i = 0; i < 6; i++) {
		three_events(fd, "watched");
		printf("room for %zu of %d: ", room[i], waiting(fd));
		SHOW(read(fd, end - room[i], 64));
		printf("left %d\n", waiting(fd));
		char rest[256];
		while (read(fd, rest, sizeof rest) > 0)
			;
	}
	three_events(fd, "watched");
	SHOW(read(fd, end - 4, 8));
	printf("left %d\n", waiting(fd));
	return unlink("watched");
}
