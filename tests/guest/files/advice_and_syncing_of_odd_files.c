// slow
/* fsync(2), fdatasync(2), sync_file_range(2), posix_fadvise(2), readahead(2): of directories, pipes, sockets, devices and closed descriptors. */
#include "behaviour.h"
#include <sys/socket.h>

int main(void)
{
	int p[2];
	CHECK(pipe(p) == 0);
	int all[] = {open("f", O_RDWR | O_CREAT, 0600), open(".", O_RDONLY), p[0], p[1], socket(AF_UNIX, SOCK_STREAM, 0), open("/dev/null", O_RDWR), open("f", O_PATH), 99, open("/proc/self/stat", O_RDONLY)};
	for (int i = 0; i < 9; i++) {
		int fd = all[i], r;
#define SAY(call) errno = 0, r = call, printf(" %s", r > 0 ? strerrorname_np(r) : r ? strerrorname_np(errno) : "ok")
		printf("%d:", i);
		SAY(fsync(fd)), SAY(fdatasync(fd)), SAY(sync_file_range(fd, 0, 0, 0)), SAY(sync_file_range(fd, 0, 10, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE));
		SAY(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED)), SAY(posix_fadvise(fd, 0, 0, 99)), SAY((int)readahead(fd, 0, 10)), SAY(syncfs(fd));
		puts("");
	}
	SHOW(sync_file_range(all[0], -1, 10, 0));
	SHOW(sync_file_range(all[0], 0, -1, 0));
	SHOW(sync_file_range(all[0], 0, 10, 8));
	SHOW(posix_fadvise(all[0], 0, -1, POSIX_FADV_NORMAL));
	SHOW(readahead(open("f", O_WRONLY), 0, 10));
	return 0;
}
