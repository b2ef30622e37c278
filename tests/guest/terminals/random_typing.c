// arguments: 7
#include "pty.h"

/* Random keys under random modes: what is echoed and what is read must agree to the byte. */
static unsigned state;

static unsigned next(unsigned n)
{
	state = state * 1103515245 + 12345;
	return (state >> 16) % n;
}

/* On Linux what is typed is worked off elsewhere; give that time. */
static void settle(void)
{
	struct pollfd f[2] = { { slave, POLLIN }, { master, POLLIN } };
	poll(f, 1, 0);
	usleep(10000);
	poll(f, 2, 0);
}

int main(int argc, char **argv)
{
	static const char keys[] = "abc d\t\n\r\n\004\177\025\027\026\022\001\003\023\021\033xyz_9\303\251\377";
	int lflags[] = { ICANON, ECHO, ECHOE, ECHOK, ECHONL, ECHOCTL, ECHOKE, ECHOPRT, IEXTEN, ISIG, NOFLSH };
	int iflags[] = { ICRNL, INLCR, IGNCR, ISTRIP, IUTF8, IXON, IXANY, PARMRK };
	int oflags[] = { OPOST, ONLCR, OCRNL, ONOCR, ONLRET, XTABS };
	state = atoi(argv[1]);
	open_pty();
	for (int round = 0; round < 60; round++) {
		if (next(4) == 0) {
			struct termios t;
			tcgetattr(slave, &t);
			for (unsigned i = 0; i < sizeof lflags / sizeof *lflags; i++)
				t.c_lflag = next(3) ? t.c_lflag | lflags[i] : t.c_lflag & ~lflags[i];
			for (unsigned i = 0; i < sizeof iflags / sizeof *iflags; i++)
				t.c_iflag = next(4) == 0 ? t.c_iflag | iflags[i] : t.c_iflag & ~iflags[i];
			for (unsigned i = 0; i < sizeof oflags / sizeof *oflags; i++)
				t.c_oflag = next(2) ? t.c_oflag | oflags[i] : t.c_oflag & ~oflags[i];
			t.c_cc[VMIN] = 1;
			t.c_cc[VEOL] = next(2) ? 0 : '9';
			CHECK(tcsetattr(slave, TCSANOW, &t) == 0);
			printf("modes %x %x %x\n", t.c_iflag, t.c_oflag, t.c_lflag);
		}
		char text[20];
		int n = 1 + next(12);
		for (int i = 0; i < n; i++)
			text[i] = keys[next(sizeof keys - 1)];
		printf("type");
		for (int i = 0; i < n; i++)
			printf(" %02x", text[i] & 0xff);
		printf("\n");
		CHECK(write(master, text, n) == n);
		if (next(3) == 0) {
			settle();
			printf("written %zd\n", write(slave, "out\tput\n", 8));
		}
		settle();
		show_bytes("echo", master, 500);
		if (next(2)) {
			show_bytes("read", slave, 1 + next(30));
			int c;
			ioctl(slave, FIONREAD, &c);
			struct pollfd f = { slave, POLLIN | POLLOUT, 0 };
			poll(&f, 1, 0);
			printf("%d %x\n", c, f.revents);
		}
	}
}
