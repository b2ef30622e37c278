// disk: file=a*4096,b*4096
// disk: file=a*4096
// disk: file=0*4096,b*4096
// disk: file=
#include "power.h"
int main(void)
{
	char page[4096];
	int fd = made("file", "", O_TRUNC);
	OK(fsync(fd));
	page_of(page, 'a');
	OK(write(fd, page, sizeof page));
	page_of(page, 'b');
	OK(write(fd, page, sizeof page));
}
