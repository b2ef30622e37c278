#include "faults.h"
int main(void)
{
	char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	strcpy(p, "hidden");
	mprotect(p, PAGE, PROT_READ);
	int fd = open("/proc/self/mem", O_RDWR);
	CHECK(fd >= 0);
	char text[16] = "";
	SHOW(pread(fd, text, 7, (long)p));
	printf("%s\n", text);
	SHOW(pwrite(fd, "forced", 7, (long)p));
	printf("%s\n", p);
	SHOW(pread(fd, text, 7, 8));
}
