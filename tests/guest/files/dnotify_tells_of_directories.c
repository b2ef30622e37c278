// slow
/* fcntl(2), F_NOTIFY: "SIGIO by default", one-shot or DN_MULTISHOT, which events of a directory, removed by 0. */
#include "behaviour.h"

static int count;
static void caught(int n) { count++; }
#define AFTER(call) count = 0; (void)!(call); printf("%s: %d\n", #call, count)

int main(void)
{
	char c;
	signal(SIGIO, caught);
	mkdir("d", 0755);
	int d = open("d", O_RDONLY), f = open("d/f", O_RDWR | O_CREAT, 0644);
	SHOW(fcntl(f, F_NOTIFY, DN_MODIFY));
	SHOW(fcntl(d, F_NOTIFY, DN_MODIFY));
	AFTER(write(f, "x", 1));
	AFTER(write(f, "x", 1));
	SHOW(fcntl(d, F_NOTIFY, DN_CREATE | DN_DELETE | DN_RENAME | DN_MULTISHOT));
	AFTER(close(creat("d/new", 0644)));
	AFTER(rename("d/new", "d/other"));
	AFTER(rename("d/other", "out"));
	AFTER(rename("out", "d/back"));
	AFTER(unlink("d/back"));
	AFTER(write(f, "x", 1));
	AFTER(mkdir("d/e", 0755));
	AFTER(rmdir("d/e"));
	SHOW(fcntl(d, F_NOTIFY, DN_ACCESS | DN_ATTRIB | DN_MULTISHOT));
	AFTER(pread(f, &c, 1, 0));
	AFTER(fchmod(f, 0600));
	AFTER(write(f, "x", 1));
	SHOW(fcntl(d, F_NOTIFY, 0));
	AFTER(fchmod(f, 0600));
	return 0;
}
