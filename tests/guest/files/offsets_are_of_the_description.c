// slow
/* dup(2), fork(2), open(2): who shares an offset and status flags, who does not; O_APPEND writers in two processes do not overwrite. */
#include "behaviour.h"

static int a, b, c;
static int in_child(void)
{
	CHECK(write(a, "child", 5) == 5);
	CHECK(lseek(c, 3, SEEK_SET) == 3);
	fcntl(a, F_SETFL, O_APPEND | O_NONBLOCK);
	return 0;
}

static int appends(void)
{
	for (int i = 0; i < 200; i++)
		CHECK(write(b, "123456789\n", 10) == 10);
	return 0;
}

int main(void)
{
	struct stat s;
	a = open("f", O_RDWR | O_CREAT, 0644), b = dup(a), c = open("f", O_RDWR);
	wait_status(child(in_child));
	printf("%ld %ld %ld\n", (long)lseek(a, 0, SEEK_CUR), (long)lseek(b, 0, SEEK_CUR), (long)lseek(c, 0, SEEK_CUR));
	printf("%x %x\n", fcntl(b, F_GETFL) & O_APPEND, fcntl(c, F_GETFL) & O_APPEND);
	char name[40];
	snprintf(name, sizeof name, "/proc/self/fd/%d", a);
	int d = open(name, O_RDWR);
	printf("%ld\n", (long)lseek(d, 0, SEEK_CUR));
	b = open("log", O_WRONLY | O_CREAT | O_APPEND, 0644);
	pid_t one = child(appends), two = child(appends);
	close(b), b = open("log", O_WRONLY | O_APPEND);
	appends();
	wait_status(one), wait_status(two);
	stat("log", &s);
	printf("%d\n", (int)s.st_size);
	FILE *f = fopen("log", "r");
	char line[20];
	int wrong = 0;
	while (fgets(line, sizeof line, f))
		wrong += strcmp(line, "123456789\n") != 0;
	printf("wrong lines %d\n", wrong);
	return 0;
}
