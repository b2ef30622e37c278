// slow
/* proc(5), /proc/pid/fdinfo: position, flags, locks, and what eventfd, epoll, signalfd and inotify add. */
#include "behaviour.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>

static void look(const char *what, int fd)
{
	char name[40], line[200];
	snprintf(name, sizeof name, "/proc/self/fdinfo/%d", fd);
	FILE *f = fopen(name, "r");
	printf("%s\n", what);
	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, "ino", 3) && strncmp(line, "mnt_id", 6) && strncmp(line, "lock", 4) && strncmp(line, "eventfd-id", 10) && strncmp(line, "tfd", 3) && strncmp(line, "flags:\t0100", 11))
			printf("  %s", line);
		else if (!strncmp(line, "flags", 5))
			printf("  flags %s", line + 11);
	if (f)
		fclose(f);
}

int main(void)
{
	int fd = open("f", O_RDWR | O_CREAT | O_CLOEXEC, 0600), a = open("f", O_WRONLY | O_APPEND | O_NONBLOCK), d = open(".", O_RDONLY | O_DIRECTORY), p = open("f", O_PATH);
	CHECK(write(fd, "12345", 5) == 5);
	look("file", fd), look("append", a), look("directory", d), look("path", p);
	lseek(fd, 1000000, SEEK_SET), look("moved", fd);
	int v = eventfd(77, EFD_SEMAPHORE);
	look("eventfd", v);
	SHOW(access("/proc/self/fdinfo/999", F_OK));
	SHOW(open("/proc/self/fdinfo/0", O_WRONLY));
	return 0;
}
