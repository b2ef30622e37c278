/* 20,000 times: open a file, read its first bytes, close it. */
#include <fcntl.h>
#include <unistd.h>
int main(void)
{
	char bytes[64];
	for (int i = 0; i < 20000; i++) {
		int fd = open("/etc/passwd", O_RDONLY);
		if (fd < 0 || read(fd, bytes, sizeof bytes) <= 0 || close(fd))
			return 1;
	}
	return 0;
}
