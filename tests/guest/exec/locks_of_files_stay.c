// fcntl(2), flock(2): record locks are preserved across execve; close-on-exec lets them go.
#include "again.h"
#include <sys/file.h>

static int look(void)
{
	const char *names[] = {"record", "whole", "closed"};
	for (int i = 0; i < 3; i++) {
		int fd = open(names[i], O_RDWR);
		struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
		CHECK(fcntl(fd, F_GETLK, &l) == 0);
		printf("%s: record %s by parent %d, flock %s\n", names[i], l.l_type == F_WRLCK ? "locked" : "free",
		       l.l_type == F_WRLCK && l.l_pid == getppid(), flock(fd, LOCK_EX | LOCK_NB) ? "taken" : "free");
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (again(argc, argv, "after")) {
		show_status(wait_status(child(look)));
		return 0;
	}
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int record = open("record", O_RDWR | O_CREAT, 0600);
	SHOW(fcntl(record, F_SETLK, &l));
	int whole = open("whole", O_RDWR | O_CREAT, 0600);
	SHOW(flock(whole, LOCK_EX));
	int closed = open("closed", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	SHOW(fcntl(closed, F_SETLK, &l));
	SHOW(flock(closed, LOCK_EX));
	show_status(wait_status(child(look)));
	fflush(stdout);
	execl("/proc/self/exe", "self", "after", (char *)NULL);
	return 98;
}
