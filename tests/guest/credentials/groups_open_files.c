// needs: root
#include "behaviour.h"
#include <grp.h>

int main(void)
{
	close(open("shared", O_CREAT | O_WRONLY, 0640));
	chown("shared", 0, 77);
	chmod(".", 0755);
	gid_t groups[] = { 77 };
	setgroups(1, groups);
	setgid(1000);
	SHOW(setuid(1000));
	int fd = open("shared", O_RDONLY);
	SHOW(fd >= 0);
	SHOW(open("shared", O_WRONLY));
}
