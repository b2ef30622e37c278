#include "pty.h"
#include <time.h>

static void set(int min, int time)
{
	struct termios t;
	tcgetattr(slave, &t);
	t.c_lflag &= ~(ICANON | ECHO);
	t.c_cc[VMIN] = min;
	t.c_cc[VTIME] = time;
	tcsetattr(slave, TCSANOW, &t);
}

static int typist(void)
{
	usleep(100000);
	write(master, "a", 1);
	usleep(100000);
	write(master, "b", 1);
	usleep(100000);
	write(master, "c", 1);
	return 0;
}

int main(void)
{
	open_pty();
	struct pollfd f = { slave, POLLIN, 0 };
	set(0, 0);
	show_bytes("0 0 nonblocking", slave, 10);
	set(1, 0);
	show_bytes("1 0 nonblocking", slave, 10);
	fcntl(slave, F_SETFL, 0);
	set(0, 0);
	show_bytes("0 0", slave, 10);
	set(0, 2);
	show_bytes("0 2", slave, 10);
	set(3, 0);
	pid_t pid = child(typist);
	show_bytes("3 0", slave, 10);
	wait_status(pid);
	set(2, 0);
	type("x");
	SHOW(poll(&f, 1, 0));
	type("y");
	SHOW(poll(&f, 1, 0));
	show_bytes("2 0", slave, 1);
	SHOW(poll(&f, 1, 0));
	type("z");
	show_bytes("2 0", slave, 10);
	set(5, 2);
	type("pq");
	show_bytes("5 2", slave, 10);
	pid = child(typist);
	show_bytes("5 2", slave, 10);
	wait_status(pid);
	int n;
	type("123");
	SHOW(ioctl(slave, FIONREAD, &n));
	printf("%d\n", n);
	SHOW(tcflush(slave, TCIFLUSH));
	SHOW(ioctl(slave, FIONREAD, &n));
	printf("%d\n", n);
	/* what was typed in canonical mode is all readable after the switch, and the other way round */
	struct termios t;
	tcgetattr(slave, &t);
	t.c_lflag |= ICANON;
	tcsetattr(slave, TCSANOW, &t);
	type("li\nne");
	set(1, 0);
	show_bytes("both", slave, 10);
	type("raw");
	t.c_lflag |= ICANON;
	tcsetattr(slave, TCSANOW, &t);
	show_bytes("raw then canonical", slave, 10);
}
