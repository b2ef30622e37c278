// disk: file=oXZ
// disk: file=oXd
#include "power.h"
int main(void)
{
	int fd = open("file", O_RDWR);
	char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	map[1] = 'X';
	OK(msync(map, 4096, MS_SYNC));
	map[2] = 'Z';
}
