/* fsync before rename. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	int fd = open("/tmp/settings.new", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, "new", 3) != 3)
		return 1;
	if (fsync(fd))
		return 1;
	close(fd);
	if (rename("/tmp/settings.new", "/tmp/settings"))
		return 1;
	unlink("/tmp/settings");
	return 0;
}
