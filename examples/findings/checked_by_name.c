/* access(2) is asked about a name, and then the name is opened: it may mean another file by then. */
#include <fcntl.h>
#include <unistd.h>

int main(void)
{
	if (access("/etc/passwd", R_OK))
		return 1;
	int fd = open("/etc/passwd", O_RDONLY);
	return fd < 0;
}
