// disk: two=b*8192
// disk: two=a*4096,b*4096
// disk: two=b*4096,a*4096
// disk: two=a*8192
#include "power.h"
int main(void)
{
	char page[8192];
	memset(page, 'a', sizeof page);
	int fd = open("two", O_CREAT | O_RDWR, 0644);
	OK(fd);
	OK(write(fd, page, sizeof page));
	OK(unlink("file"));
	sync();
	memset(page, 'b', sizeof page);
	OK(pwrite(fd, page, sizeof page, 0));
}
