#include "pty.h"

int main(void)
{
	open_pty();
	set_modes(0, 0, 0, 0, 0, ECHO);
	static char line[6000];
	memset(line, 'a', sizeof line);
	for (int i = 0; i < 6000; i += 500)
		line[i] = 'b';
	long done = 0, n;
	while (done < 5000 && (n = write(master, line + done, 500)) > 0) {
		done += n;
		usleep(2000);
	}
	printf("%ld\n", done);
	show_bytes("no line yet", slave, 10);
	type("end\n");
	char buffer[5000];
	n = read(slave, buffer, sizeof buffer);
	printf("%ld, ends in %02x %02x\n", n, buffer[n - 2], buffer[n - 1]);
	type("next\n");
	show_bytes("next", slave, 100);
	/* raw: the master waits when 4095 bytes stand there and the way is full */
	set_modes(0, 0, 0, 0, 0, ICANON);
	n = 0;
	for (int i = 0; i < 4; i++) {
		CHECK(write(master, line, 1000) == 1000);
		usleep(2000);
	}
	n = read(slave, buffer, sizeof buffer);
	printf("%ld\n", n);
}
