// disk: file=a*4096,0*4096,a*10
// disk: file=a*8202
// disk: file=a*12288
#include "power.h"
int main(void)
{
	char page[4096];
	int fd = made("file", "", O_TRUNC);
	page_of(page, 'a');
	for (int i = 0; i < 3; i++)
		OK(write(fd, page, sizeof page));
	OK(fsync(fd));
	OK(ftruncate(fd, 8202));
	OK(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 4096, 4096));
}
