#include "pty.h"

int main(void)
{
	open_pty();
	struct termios t;
	SHOW(tcgetattr(slave, &t));
	printf("%x %x %x %x %d\n", t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag, t.c_line);
	for (int i = 0; i < 19; i++)
		printf("%d ", t.c_cc[i]);
	printf("\n");
	SHOW(cfgetospeed(&t) == B38400);
	struct winsize w = { 1, 2, 3, 4 };
	SHOW(ioctl(slave, TIOCGWINSZ, &w));
	printf("%d %d %d %d\n", w.ws_row, w.ws_col, w.ws_xpixel, w.ws_ypixel);
	SHOW(isatty(slave));
	SHOW(isatty(master));
	SHOW(isatty(open("/dev/null", O_RDWR)));
	struct stat s;
	fstat(slave, &s);
	printf("%o %d %d\n", s.st_mode & S_IFMT, (int)(s.st_rdev >> 8), (int)s.st_nlink);
	SHOW(strncmp(ttyname(slave), "/dev/pts/", 9));
	SHOW(strcmp(ttyname(slave), ptsname(master)));
	SHOW(lseek(slave, 0, SEEK_SET));
	int n;
	SHOW(ioctl(slave, TIOCGPTN, &n));
	SHOW(ioctl(slave, TIOCGETD, &n));
	printf("%d\n", n);
	SHOW(ioctl(slave, TIOCGSID, &n));
	SHOW(tcgetpgrp(slave));
	SHOW(tcsetpgrp(slave, getpgrp()));
	SHOW(ioctl(slave, 0x5499, &n));
	SHOW(tcdrain(slave));
	SHOW(tcsendbreak(slave, 0));
	SHOW(tcflow(slave, 9));
	SHOW(tcflush(slave, 9));
	/* locked until unlockpt */
	int other = posix_openpt(O_RDWR | O_NOCTTY);
	char name[50];
	strcpy(name, ptsname(other));
	SHOW(open(name, O_RDWR | O_NOCTTY));
	SHOW(ioctl(other, TIOCGPTLCK, &n));
	printf("%d\n", n);
	unlockpt(other);
	int peer = ioctl(other, TIOCGPTPEER, O_RDWR | O_NOCTTY);
	SHOW(peer >= 0);
	SHOW(isatty(peer));
	close(other);
	SHOW(open(name, O_RDWR | O_NOCTTY));
	SHOW(access(name, F_OK));
	SHOW(isatty(peer));
	SHOW(read(peer, name, 1));
	SHOW(write(peer, name, 1));
}
