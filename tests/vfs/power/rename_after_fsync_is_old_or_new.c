// disk: file=new
// disk: file=old new=new
#include "power.h"
int main(void)
{
	int fd = made("new", "new", 0);
	OK(fsync(fd));
	OK(rename("new", "file"));
}
