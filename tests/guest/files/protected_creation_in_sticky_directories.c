// slow
// needs: root
/* O_CREAT of a file that is there and somebody else's, in a sticky directory: protected_regular and protected_fifos of proc(5). */
#include "behaviour.h"

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(open("sticky/f", O_WRONLY | O_CREAT, 0600) > 0);
	SHOW(open("sticky/f", O_WRONLY) > 0);
	SHOW(open("sticky/p", O_RDWR | O_CREAT, 0600) > 0);
	SHOW(open("sticky/p", O_RDWR) > 0);
	SHOW(open("sticky/c", O_RDWR | O_CREAT, 0600) > 0);
	SHOW(open("sticky/c", O_RDWR) > 0);
	SHOW(open("sticky/mine", O_WRONLY | O_CREAT, 0600) > 0);
	return 0;
}

int main(void)
{
	umask(0);
	mkdir("sticky", 0777), chmod("sticky", 01777), chown("sticky", 3000, 3000);
	close(creat("sticky/f", 0666)), mkfifo("sticky/p", 0666), mknod("sticky/c", S_IFCHR | 0666, 0x103), close(creat("sticky/mine", 0666));
	chown("sticky/f", 2000, 2000), chown("sticky/p", 2000, 2000), chown("sticky/c", 2000, 2000), chown("sticky/mine", 1000, 1000);
	wait_status(child(as_user));
	return 0;
}
