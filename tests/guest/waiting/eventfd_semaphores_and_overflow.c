// slow
/* eventfd(2): EFD_SEMAPHORE, the largest value, writes that would overflow, small buffers, poll's POLLERR, fdinfo. */
#include "behaviour.h"
#include <poll.h>
#include <sys/eventfd.h>

static int v;
static void look(void)
{
	struct pollfd p = {v, POLLIN | POLLOUT};
	poll(&p, 1, 0);
	printf("  poll %x\n", p.revents);
}

static int writer(void)
{
	eventfd_t n;
	usleep(30000);
	CHECK(eventfd_read(v, &n) == 0);
	printf("child read %llx\n", (unsigned long long)n);
	return 0;
}

int main(void)
{
	uint64_t n, max = 0xfffffffffffffffe;
	v = eventfd(3, EFD_SEMAPHORE | EFD_NONBLOCK);
	for (int i = 0; i < 4; i++) {
		SHOW(read(v, &n, 8));
		printf("  %d\n", (int)n);
	}
	SHOW(write(v, &max, 8));
	look();
	n = 1;
	SHOW(write(v, &n, 8));
	n = 0;
	SHOW(write(v, &n, 8));
	SHOW(read(v, &n, 8));
	look();
	n = -1;
	SHOW(write(v, &n, 8));
	SHOW(write(v, &n, 7));
	SHOW(read(v, &n, 7));
	SHOW(read(v, (void *)1, 8));
	SHOW(write(v, (void *)1, 8));
	SHOW(read(v, &n, 8));
	printf("  %llx\n", (unsigned long long)n);
	SHOW(eventfd(0, 0x10));
	SHOW(pread(v, &n, 8, 0));
	close(v);
	v = eventfd(0xffffffff, 0);
	pid_t pid = child(writer);
	SHOW(write(v, &max, 8));
	wait_status(pid);
	return 0;
}
