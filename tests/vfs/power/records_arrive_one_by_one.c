// disk: file=old one two
// disk: file=old one
// disk: file=old
#include "power.h"
int main(void)
{
	int fd = made("file", " one", O_APPEND);
	OK(write(fd, " two", 4));
}
