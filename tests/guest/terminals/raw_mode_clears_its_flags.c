// cfmakeraw(3): what it clears and sets, and that tcsetattr and tcgetattr carry it over.
#include "pty.h"

static void read_all(int fd, int count)
{
	unsigned char byte;
	struct pollfd p = {fd, POLLIN, 0};
	while (count--) {
		CHECK(poll(&p, 1, -1) == 1 && read(fd, &byte, 1) == 1);
		printf("%02x%c", byte, count ? ' ' : '\n');
	}
}

int main(void)
{
	char text[1];
	struct termios before, raw, after;
	open_pty();
	CHECK(tcgetattr(slave, &before) == 0);
	raw = before;
	cfmakeraw(&raw);
	printf("iflag %x oflag %x cflag %x lflag %x\n", before.c_iflag ^ raw.c_iflag, before.c_oflag ^ raw.c_oflag,
	       before.c_cflag ^ raw.c_cflag, before.c_lflag ^ raw.c_lflag);
	printf("min %d time %d\n", raw.c_cc[VMIN], raw.c_cc[VTIME]);
	raw.c_cc[VINTR] = 'z';
	SHOW(tcsetattr(slave, TCSANOW, &raw));
	SHOW(tcgetattr(master, &after));
	printf("same %d %d %d %d, interrupt %c\n", after.c_iflag == raw.c_iflag, after.c_oflag == raw.c_oflag,
	       after.c_cflag == raw.c_cflag, after.c_lflag == raw.c_lflag, after.c_cc[VINTR]);
	CHECK(write(master, "a\rb\x03z", 5) == 5);
	read_all(slave, 5);
	SHOW(read(master, text, 1)); /* no echo */
	CHECK(write(slave, "x\ny", 3) == 3);
	read_all(master, 3);
	SHOW(tcsetattr(slave, TCSAFLUSH, &before));
	CHECK(write(slave, "x\ny", 3) == 3);
	read_all(master, 4);
	return 0;
}
