/* close_range(2). */
#include "behaviour.h"
#include <linux/close_range.h>

int main(void)
{
	for (int fd = 3; fd < 10; fd++)
		CHECK(dup2(0, fd) == fd);
	SHOW(close_range(5, 6, 0));
	for (int fd = 3; fd < 10; fd++)
		printf("%d ", fcntl(fd, F_GETFD));
	puts("");
	SHOW(close_range(8, ~0U, CLOSE_RANGE_CLOEXEC));
	for (int fd = 3; fd < 10; fd++)
		printf("%d ", fcntl(fd, F_GETFD));
	puts("");
	SHOW(close_range(4, 3, 0));
	SHOW(close_range(3, 4, 64));
	SHOW(close_range(3, ~0U, CLOSE_RANGE_UNSHARE));
	for (int fd = 3; fd < 10; fd++)
		printf("%d ", fcntl(fd, F_GETFD));
	puts("");
	SHOW(close_range(500, 600, 0));
	return 0;
}
