// disk: file=new
// disk: file=old
#include "power.h"
int main(void)
{
	int fd = made("file", "new", 0);
	OK(sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER));
}
