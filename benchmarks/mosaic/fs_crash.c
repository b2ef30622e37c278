/* A file grows by N blocks, and nothing is synced: what is on the disk when the power goes? (MOSAIC's fs-crash) */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
	char block[512];
	memset(block, 'o', sizeof block);
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	write(fd, block, sizeof block);
	fsync(fd);
	memset(block, 'n', sizeof block);
	for (int i = 0; i < N; i++)
		write(fd, block, sizeof block);
	return 0;
}
