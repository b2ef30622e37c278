// slow
// needs: root
/* setfsuid(2), setfsgid(2): what they decide (files, sockets' owners, new files) and what they do not (kill, access's real ids). */
#include "behaviour.h"
#include <sys/fsuid.h>

static void look(const char *name)
{
	struct stat s;
	stat(name, &s);
	printf("%s: %d:%d\n", name, (int)s.st_uid, (int)s.st_gid);
}

int main(void)
{
	umask(0);
	chmod(".", 0777);
	close(creat("mine", 0600)), chown("mine", 1000, 1000), close(creat("roots", 0600)), close(creat("group", 0060)), chown("group", 5, 500);
	SHOW(setfsgid(500));
	SHOW(setfsuid(1000));
	SHOW(setfsuid(-1));
	SHOW(setfsgid(-1));
	SHOW(open("mine", O_RDWR) >= 0);
	SHOW(open("roots", O_RDWR));
	SHOW(open("group", O_RDWR) >= 0);
	SHOW(access("roots", R_OK));
	SHOW(chown("mine", 0, 0));
	SHOW(chmod("mine", 0644));
	SHOW(chmod("roots", 0644));
	SHOW(close(creat("new", 0644)));
	look("new");
	SHOW(mkdir("dir", 0755));
	look("dir");
	SHOW(kill(1, 0));
	SHOW(mknod("device", S_IFCHR, 0x103));
	printf("effective %d\n", geteuid());
	SHOW(seteuid(0));
	SHOW(setfsuid(-1));
	SHOW(setfsuid(2000));
	SHOW(setresuid(-1, 3000, -1));
	SHOW(setfsuid(-1));
	SHOW(setfsuid(0));
	SHOW(setfsuid(77));
	SHOW(setfsuid(-1));
	return 0;
}
