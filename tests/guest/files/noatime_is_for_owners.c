// slow
// needs: root
/* open(2), O_NOATIME: EPERM unless "the effective UID of the process matches the owner UID of the file" or CAP_FOWNER; F_SETFL alike. */
#include "behaviour.h"

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(open("theirs", O_RDONLY | O_NOATIME));
	int fd = open("theirs", O_RDONLY);
	SHOW(fcntl(fd, F_SETFL, O_NOATIME));
	SHOW(fcntl(fd, F_SETFL, O_APPEND));
	SHOW(open("mine", O_RDONLY | O_NOATIME) > 0);
	SHOW(open("fresh", O_RDWR | O_CREAT | O_NOATIME, 0400) > 0);
	SHOW(open("theirs", O_PATH | O_NOATIME) > 0);
	return 0;
}

int main(void)
{
	umask(0);
	chmod(".", 0777);
	close(creat("theirs", 0666)), close(creat("mine", 0666)), chown("mine", 1000, 1000);
	wait_status(child(as_user));
	return 0;
}
