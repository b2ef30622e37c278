// disk: file=a*4096,c*4096
// disk: file=a*4096,b*4096,c*4096
#include "power.h"
int main(void)
{
	char page[4096];
	int fd = made("file", "", O_TRUNC);
	for (int i = 0; i < 3; i++) {
		page_of(page, 'a' + i);
		OK(write(fd, page, sizeof page));
	}
	OK(fsync(fd));
	if (fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 4096, 4096))
		_exit(99);
}
