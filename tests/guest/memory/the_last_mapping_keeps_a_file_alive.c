#include "faults.h"
int main(void)
{
	int fd = file_of("f", PAGE);
	char *p = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	SHOW(unlink("f"));
	printf("%.15s\n", p + 160);
	SHOW(open("f", O_RDONLY));
	char path[64], link[300] = "";
	snprintf(path, sizeof path, "/proc/self/map_files/%lx-%lx", (long)p, (long)p + PAGE);
	(void)link;
	pid_t c = fork();
	if (!c) {
		munmap(p, PAGE);
		_exit(0);
	}
	wait_status(c);
	printf("%.15s\n", p + 320);
}
