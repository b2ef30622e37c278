// disk: file=ondu
// disk: file=ond
#include "power.h"
int main(void)
{
	int fd = made("file", "", 0);
	OK(lseek(fd, 1, SEEK_SET));
	OK(write(fd, "n", 1));
	struct iovec d = {"d", 1}, u = {"u", 1};
	OK(pwritev2(fd, &d, 1, 2, RWF_DSYNC));
	OK(pwritev2(fd, &u, 1, 3, 0));
}
