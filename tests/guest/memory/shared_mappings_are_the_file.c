#include "faults.h"
int main(void)
{
	int fd = file_of("f", 2 * PAGE);
	char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	char *q = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, PAGE);
	memcpy(p + PAGE, "through p", 9);
	char text[16] = "";
	pread(fd, text, 15, PAGE);
	printf("%s | %.9s\n", text, q);
	pwrite(fd, "through write", 13, PAGE);
	printf("%.13s | %.13s\n", p + PAGE, q);
	close(fd);
	unlink("f");
	pid_t c = fork();
	if (!c) {
		memcpy(p, "child", 5);
		_exit(0);
	}
	wait_status(c);
	printf("%.5s\n", p);
	SHOW(msync(p, 2 * PAGE, MS_SYNC));
	SHOW(munmap(p, 2 * PAGE));
	printf("%.7s\n", q);
}
