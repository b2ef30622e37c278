// cfsetispeed(3), cfsetspeed(3): symbols and numbers, EINVAL for others, 0 means the other's; kept by the terminal.
#include "pty.h"

#define SPEEDS printf("in %o out %o\n", cfgetispeed(&t), cfgetospeed(&t))

int main(void)
{
	struct termios t;
	open_pty();
	SHOW(tcgetattr(slave, &t));
	SPEEDS;
	SHOW(cfsetospeed(&t, B9600));
	SPEEDS;
	SHOW(cfsetispeed(&t, B1200));
	SHOW(cfsetospeed(&t, 12345));
	SHOW(cfsetispeed(&t, 12345));
	SHOW(cfsetspeed(&t, 12345));
	SHOW(tcsetattr(slave, TCSANOW, &t));
	SHOW(tcgetattr(slave, &t));
	SPEEDS;
	SHOW(cfsetspeed(&t, B115200));
	SPEEDS;
	SHOW(cfsetspeed(&t, 4800));
	SPEEDS;
	SHOW(tcsetattr(slave, TCSADRAIN, &t));
	SHOW(tcgetattr(master, &t));
	SPEEDS;
	SHOW(cfsetispeed(&t, B0));
	SHOW(tcsetattr(slave, TCSAFLUSH, &t));
	SHOW(tcgetattr(slave, &t));
	SPEEDS;
	SHOW(tcsetattr(slave, 77, &t));
	return 0;
}
