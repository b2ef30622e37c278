// disk: file(600)=old and
#include "power.h"
int main(void)
{
	int fd = made("file", " and", O_APPEND);
	OK(fchmod(fd, 0600));
	OK(fsync(fd));
}
