// termios(3), isatty(3), ttyname(3): ENOTTY on a pipe, a file and a directory, EBADF on nothing.
#include "pty.h"

static void try(const char *what, int fd)
{
	struct termios t;
	struct winsize w;
	char name[50];
	memset(&t, 0, sizeof t);
	printf("%s\n", what);
	SHOW(isatty(fd));
	SHOW(tcgetattr(fd, &t));
	SHOW(tcsetattr(fd, TCSANOW, &t));
	SHOW(tcgetpgrp(fd));
	SHOW(tcsetpgrp(fd, getpgrp()));
	SHOW(tcgetsid(fd));
	SHOW(tcdrain(fd));
	SHOW(tcflow(fd, TCOON));
	SHOW(tcflush(fd, TCIOFLUSH));
	SHOW(tcsendbreak(fd, 0));
	SHOW(ioctl(fd, TIOCGWINSZ, &w));
	SHOW(ioctl(fd, TIOCSWINSZ, &w));
	SHOW(ioctl(fd, TIOCSCTTY, 0));
	SHOW(ioctl(fd, TIOCNOTTY));
	SHOW(ttyname(fd) != NULL);
	printf("%s\n", strerrorname_np(ttyname_r(fd, name, sizeof name)));
	printf("%s\n", strerrorname_np(ptsname_r(fd, name, sizeof name)));
	SHOW(grantpt(fd));
	SHOW(unlockpt(fd));
}

int main(void)
{
	int ends[2];
	make_pipe(ends);
	try("pipe", ends[0]);
	try("file", open("f", O_RDWR | O_CREAT, 0600));
	try("directory", open(".", O_RDONLY));
	try("device", open("/dev/null", O_RDWR));
	try("nothing", 77);
	try("minus one", -1);
	return 0;
}
