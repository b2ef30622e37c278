// slow
// needs: root
/* open(2), O_TRUNC: "if the access mode allows writing": with O_RDONLY too, given the permission; special files are left alone. */
#include "behaviour.h"

static void look(const char *name)
{
	struct stat s;
	stat(name, &s);
	printf("  %s has %d\n", name, (int)s.st_size);
}

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(open("readable", O_RDONLY | O_TRUNC));
	look("readable");
	SHOW(open("writable", O_RDONLY | O_TRUNC));
	look("writable");
	SHOW(open("both", O_RDONLY | O_TRUNC) >= 0);
	look("both");
	SHOW(truncate("readable", 1));
	SHOW(truncate("writable", 1));
	look("writable");
	SHOW(creat("readable", 0666));
	SHOW(creat("writable", 0666) >= 0);
	look("writable");
	return 0;
}

int main(void)
{
	umask(0);
	struct { const char *name; int mode; } all[] = {{"readable", 0444}, {"writable", 0222}, {"both", 0666}};
	for (int i = 0; i < 3; i++) {
		int fd = open(all[i].name, O_RDWR | O_CREAT, 0600);
		CHECK(write(fd, "12345", 5) == 5 && fchmod(fd, all[i].mode) == 0);
	}
	wait_status(child(as_user));
	mkfifo("fifo", 0666);
	SHOW(open("fifo", O_RDWR | O_TRUNC) >= 0);
	SHOW(open("/dev/null", O_WRONLY | O_TRUNC) >= 0);
	SHOW(open("both", O_PATH | O_TRUNC) >= 0);
	int made = open("fresh", O_WRONLY | O_CREAT | O_TRUNC, 0444);
	SHOW(write(made, "x", 1));
	return 0;
}
