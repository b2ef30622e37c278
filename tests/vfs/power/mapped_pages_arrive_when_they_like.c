// disk: file=a*4096,X,a*4095
// disk: file=X,a*8191
// disk: file=X,a*4095,X,a*4095
// disk: file=a*8192
#include "power.h"
int main(void)
{
	char page[8192];
	memset(page, 'a', sizeof page);
	int fd = open("file", O_RDWR | O_TRUNC);
	OK(write(fd, page, sizeof page));
	OK(fsync(fd));
	char *map = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	map[0] = 'X';
	map[4096] = 'X';
}
