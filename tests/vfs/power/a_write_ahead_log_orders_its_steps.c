// disk: file=NEW
// disk: file=NEW log=NEW
#include "power.h"
int main(void)
{
	int log = made("log", "NEW", 0);
	OK(fsync(log));
	sync_directory(".");
	int fd = made("file", "NEW", 0);
	OK(fdatasync(fd));
	OK(unlink("log"));
}
