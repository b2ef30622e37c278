// ttyname_r(3), ptsname_r(3), ctermid(3): ERANGE for a short buffer; the master has no name of its own among the slaves.
#include "pty.h"

int main(void)
{
	char name[60], other[60];
	open_pty();
	printf("%d\n", ptsname_r(master, name, sizeof name));
	SHOW(strncmp(name, "/dev/pts/", 9));
	printf("%s\n", strerrorname_np(ptsname_r(master, other, 5)));
	printf("%s\n", strerrorname_np(ptsname_r(slave, other, sizeof other)));
	printf("%d\n", ttyname_r(slave, other, sizeof other));
	SHOW(strcmp(name, other));
	printf("%s\n", strerrorname_np(ttyname_r(slave, other, 5)));
	printf("%s\n", ctermid(NULL));
	SHOW(ctermid(other) == other);
	SHOW(access(name, F_OK));
	close(slave);
	SHOW(access(name, F_OK));
	close(master);
	SHOW(access(name, F_OK));
	SHOW(open(name, O_RDWR | O_NOCTTY));
	return 0;
}
