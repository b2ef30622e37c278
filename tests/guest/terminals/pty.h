/* A pseudo-terminal for a test: `master` and `slave`, set up as a new one is. */
#include "behaviour.h"
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

static int master, slave;

__attribute__((unused)) static void open_pty(void)
{
	master = posix_openpt(O_RDWR | O_NOCTTY);
	CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	CHECK(slave >= 0);
	fcntl(master, F_SETFL, O_NONBLOCK);
	fcntl(slave, F_SETFL, O_NONBLOCK);
}

__attribute__((unused)) static void show_bytes(const char *what, int fd, int size)
{
	char buffer[5000];
	usleep(3000); /* on Linux what was written crosses over in a work queue */
	errno = 0;
	long n = read(fd, buffer, size);
	printf("%s %ld", what, n);
	if (n < 0)
		printf(" %s", strerrorname_np(errno));
	else
		printf(" \"");
	for (long i = 0; i < n; i++) {
		unsigned char c = buffer[i];
		if (c >= 32 && c < 127 && c != '\\' && c != '"')
			putchar(c);
		else
			printf("\\x%02x", c);
	}
	printf(n < 0 ? "\n" : "\"\n");
}

__attribute__((unused)) static void type(const char *text)
{
	CHECK(write(master, text, strlen(text)) == (long)strlen(text));
	usleep(3000);
}

__attribute__((unused)) static void set_modes(int iflag_on, int iflag_off, int oflag_on, int oflag_off, int lflag_on, int lflag_off)
{
	struct termios t;
	CHECK(tcgetattr(slave, &t) == 0);
	t.c_iflag = (t.c_iflag | iflag_on) & ~iflag_off;
	t.c_oflag = (t.c_oflag | oflag_on) & ~oflag_off;
	t.c_lflag = (t.c_lflag | lflag_on) & ~lflag_off;
	CHECK(tcsetattr(slave, TCSANOW, &t) == 0);
}
