/* N blocks go through a log: written there, the log's head, then in place; each step made durable before the next (MOSAIC's xv6-log). */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#define BLOCK 512
static char block[BLOCK];
static void put(int fd, int number, char with)
{
	memset(block, with, BLOCK);
	pwrite(fd, block, BLOCK, (off_t)number * BLOCK);
}
int main(void)
{
	int fd = open("disk", O_RDWR | O_CREAT, 0600);
	for (int i = 1; i <= N; i++)
		put(fd, N + i, 'n');
	fsync(fd);
	put(fd, 0, N);
	fsync(fd);
	for (int i = 1; i <= N; i++)
		put(fd, i, 'n');
	fsync(fd);
	put(fd, 0, 0);
	fsync(fd);
	return 0;
}
