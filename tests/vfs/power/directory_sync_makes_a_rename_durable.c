// disk: file=new
#include "power.h"
int main(void)
{
	int fd = made("new", "new", 0);
	OK(fsync(fd));
	OK(rename("new", "file"));
	sync_directory(".");
}
