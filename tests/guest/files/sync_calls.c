/* fsync(2), fdatasync(2), syncfs(2), sync_file_range(2), posix_fadvise(2), readahead(2): on what they work. */
#include "behaviour.h"

int main(void)
{
	int fd = open("file", O_CREAT | O_RDWR, 0644), dir = open(".", O_RDONLY), ends[2];
	make_pipe(ends);
	SHOW(fsync(fd));
	SHOW(fdatasync(dir));
	SHOW(fsync(ends[0]));
	SHOW(fsync(open("/dev/null", O_RDONLY)));
	SHOW(fsync(99));
	SHOW(syncfs(fd));
	SHOW(syncfs(99));
	SHOW(sync_file_range(fd, 0, 10, SYNC_FILE_RANGE_WRITE));
	SHOW(sync_file_range(fd, -1, 10, 0));
	SHOW(sync_file_range(fd, 0, 10, 64));
	SHOW(sync_file_range(ends[0], 0, 10, 0));
	SHOW(posix_fadvise(fd, 0, 0, POSIX_FADV_WILLNEED));
	SHOW(posix_fadvise(fd, 0, 0, 77));
	SHOW(posix_fadvise(fd, 0, -1, 0));
	SHOW(posix_fadvise(ends[0], 0, 0, 0));
	SHOW(readahead(fd, 0, 10));
	SHOW(readahead(ends[0], 0, 10));
	SHOW(readahead(dir, 0, 10));
	return 0;
}
