// slow
/* poll(2): a negative descriptor is passed over, a closed one is POLLNVAL, one that comes twice counts twice; more entries than the
 * limit of descriptors are EINVAL. */
#include "behaviour.h"
#include <poll.h>
#include <sys/resource.h>

int main(void)
{
	int p[2];
	static struct pollfd many[20];
	CHECK(pipe(p) == 0 && write(p[1], "x", 1) == 1);
	struct pollfd f[] = {{p[0], POLLIN, -1}, {-1, POLLIN, 99}, {50, POLLIN, 0}, {p[0], POLLIN, 0}, {p[1], 0, 0}, {~p[0], POLLIN, 7}};
	SHOW(poll(f, 6, 0));
	for (int i = 0; i < 6; i++)
		printf("%x ", f[i].revents);
	printf("\n");
	SHOW(poll(f + 1, 1, 0));
	SHOW(poll(NULL, 0, 0));
	SHOW(poll(NULL, 1, 0));
	SHOW(poll((struct pollfd *)8, 1, 0));
	SHOW(poll(f, 1, -5));
	struct timespec bad = {0, -1}, none = {0, 0};
	SHOW(ppoll(f, 1, &bad, NULL));
	SHOW(ppoll(f, 1, &none, NULL));
	struct rlimit limit = {10, 10};
	CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	for (int i = 0; i < 20; i++)
		many[i].fd = -1;
	SHOW(poll(many, 10, 0));
	SHOW(poll(many, 11, 0));
	return 0;
}
