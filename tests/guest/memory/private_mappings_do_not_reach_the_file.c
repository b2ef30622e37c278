#include "faults.h"
int main(void)
{
	int fd = file_of("f", 2 * PAGE);
	char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	printf("%.15s\n", p + 32);
	memcpy(p + 32, "changed", 7);
	char text[16] = "";
	pread(fd, text, 15, 32);
	printf("file: %s\nmemory: %.15s\n", text, p + 32);
	pwrite(fd, "file", 4, PAGE + 16);
	printf("an untouched page shows the file: %.15s\n", p + PAGE + 16);
	if (child(({ int f(void) { printf("child: %.15s\n", p + 32); p[32] = 'C'; return 0; } f; })) < 0)
		return 1;
	wait(NULL);
	printf("parent: %.15s\n", p + 32);
}
