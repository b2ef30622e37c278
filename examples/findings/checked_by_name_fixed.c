/* open says itself whether the file may be read. */
#include <fcntl.h>
#include <unistd.h>

int main(void)
{
	int fd = open("/etc/passwd", O_RDONLY);
	return fd < 0;
}
