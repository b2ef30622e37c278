// needs: x86-64
// pread(2), pwrite(2): a count that reaches beyond all addresses is EFAULT, even where offset and count overflow too (EINVAL).
#include "behaviour.h"

int main(void)
{
	char byte = 0;
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	CHECK(write(fd, "abc", 3) == 3);
	SHOW(pread(fd, &byte, (size_t)-1, 0));
	SHOW(pwrite(fd, &byte, (size_t)-1, 0));
	SHOW(pread(fd, &byte, (size_t)1 << 63, 5));
	SHOW(pread(fd, &byte, 1, -1));
	SHOW(pwrite(fd, &byte, 1, INT64_MAX));
	return 0;
}
