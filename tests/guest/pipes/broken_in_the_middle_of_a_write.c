#include "behaviour.h"

static int ends[2];

static int reader(void)
{
	static char buffer[5000];
	close(ends[1]);
	CHECK(read(ends[0], buffer, sizeof buffer) == sizeof buffer);
	return 0; /* and closes while the writer still has bytes left */
}

static void note(int signal) { write(1, "SIGPIPE\n", 8); }

int main(void)
{
	signal(SIGPIPE, note);
	CHECK(pipe(ends) == 0);
	pid_t pid = child(reader);
	close(ends[0]);
	static char data[200000];
	long n = write(ends[1], data, sizeof data);
	printf("%s\n", n > 65536 - 4096 && n < 80000 ? "part of it was written" : "something else");
	SHOW(write(ends[1], data, 1));
	show_status(wait_status(pid));
}
