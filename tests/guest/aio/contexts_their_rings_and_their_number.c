// needs: x86-64
/* io_setup and io_destroy: arguments, limits, the ring that the program sees, and what fork, munmap and mremap do to a context. */
#include "contexts.h"
#include <sys/mman.h>

static aio_context_t context;
static char text[] = "abc";

static int child_has_none(void)
{
	struct io_event e;
	struct iocb *list[1] = {NULL};
	unsigned char there = 0;
	SHOW(io_submit(context, 1, list));
	SHOW(io_getevents(context, 0, 1, &e, &at_once));
	SHOW(io_destroy(context));
	SHOW(mincore((void *)context, 4096, &there));
	printf("%d\n", ((struct ring *)context)->magic == 0xa10a10a1);
	return 0;
}

static int leaves_one_behind(void)
{
	aio_context_t own = 0;
	CHECK(io_setup(100, &own) == 0);
	return setting("aio-nr") >= 100 ? 0 : 1;
}

int main(int argc, char **argv)
{
	aio_context_t other = 0;
	long before = setting("aio-nr");
	if (argc > 1) {
		printf("after exec: %ld\n", before - atol(argv[1]));
		return 0;
	}
	SHOW(io_setup(0, &other));
	other = 5;
	SHOW(io_setup(1, &other));
	other = 0;
	SHOW(io_setup(1, NULL));
	SHOW(io_setup(0x7fffffff, &other));
	SHOW(io_setup(8388609, &other));
	SHOW(io_setup(setting("aio-max-nr") + 1, &other));
	SHOW(io_setup(3, &context));
	printf("%ld more\n", setting("aio-nr") - before);
	struct ring *ring = (void *)context;
	printf("%u %u %u, %x %u %u %u, room %d\n", ring->id, ring->head, ring->tail, ring->magic, ring->compat_features,
	       ring->incompat_features, ring->header_length, ring->nr >= 3);
	FILE *maps = fopen("/proc/self/maps", "r");
	for (char line[300]; fgets(line, sizeof line, maps);)
		if (strstr(line, "[aio]"))
			printf("%.4s %s", strchr(line, ' ') + 1, strchr(line, '/'));
	fclose(maps);

	int fd = open("file", O_RDWR | O_CREAT, 0600);
	struct iocb r = request(IOCB_CMD_PWRITE, fd, text, 3, 0), *list[] = {&r, &r, &r};
	struct io_event events[300];
	SHOW(io_submit(context, 3, list));
	printf("head %u tail %u\n", ring->head, ring->tail);
	SHOW(io_getevents(context, 1, 2, events, NULL));
	printf("head %u tail %u, result %lld\n", ring->head, ring->tail, (long long)ring->events[ring->head].res);
	ring->head = ring->tail;
	SHOW(io_getevents(context, 0, 2, events, NULL));
	int count = 0;
	while (io_submit(context, 1, list) == 1)
		count++;
	printf("full: %s, %d\n", strerrorname_np(errno), count >= 3 && count < (int)ring->nr);
	SHOW(io_getevents(context, count, count, events, NULL) == count);
	SHOW(io_submit(context, 1, list));
	SHOW(io_getevents(context, 1, 5, events, NULL));

	show_status(wait_status(child(child_has_none)));
	show_status(wait_status(child(leaves_one_behind)));
	printf("%ld more\n", setting("aio-nr") - before);
	other = 0;
	SHOW(io_setup(200, &other));
	struct ring *second = (void *)other;
	printf("id %u, %ld more\n", second->id, setting("aio-nr") - before);
	void *moved = mremap((void *)context, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)0x700000000000);
	printf("moved %d\n", moved == (void *)0x700000000000);
	SHOW(io_submit(context, 1, list));
	SHOW(io_submit((aio_context_t)moved, 1, list));
	SHOW(io_destroy(context));
	SHOW(io_destroy((aio_context_t)moved));
	SHOW(io_destroy((aio_context_t)moved));
	SHOW(io_destroy(0));
	SHOW(munmap(moved, 4096));
	SHOW(munmap(second, 4096));
	SHOW(io_submit(other, 1, list));
	SHOW(io_destroy(other));
	printf("%ld more\n", setting("aio-nr") - before);
	fflush(stdout);
	char number[32];
	snprintf(number, sizeof number, "%ld", before);
	execl("/proc/self/exe", argv[0], number, NULL);
	return 1;
}
