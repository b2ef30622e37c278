#include "behaviour.h"

int main(void)
{
	int p[2];
	static char buffer[10000];
	CHECK(pipe2(p, O_DIRECT | O_NONBLOCK) == 0);
	SHOW(write(p[1], "hello", 5));
	SHOW(write(p[1], "world!", 6));
	SHOW(read(p[0], buffer, 100));
	SHOW(read(p[0], buffer, 2));
	SHOW(read(p[0], buffer, 100));
	SHOW(write(p[1], buffer, 6000));
	SHOW(read(p[0], buffer, 10000));
	SHOW(read(p[0], buffer, 10000));
	SHOW(fcntl(p[1], F_GETFL) == (O_WRONLY | O_DIRECT | O_NONBLOCK));
	CHECK(fcntl(p[1], F_SETFL, O_NONBLOCK) == 0);
	SHOW(write(p[1], "ab", 2));
	SHOW(write(p[1], "cd", 2));
	SHOW(read(p[0], buffer, 100));
	int i = 0;
	fcntl(p[1], F_SETFL, O_NONBLOCK | O_DIRECT);
	while (write(p[1], "x", 1) == 1)
		i++;
	printf("%d packets\n", i);
}
