// flags: -m32
// needs: root
/* The calls without 32 in their names: an id that does not fit shows as 65534, and 65535 leaves one as it is. */
#include "behaviour.h"

int main(void)
{
	SHOW(syscall(SYS_setresuid32, 100000, 7, 0));
	SHOW(syscall(SYS_getuid));
	SHOW(syscall(SYS_geteuid));
	SHOW(syscall(SYS_getuid32));
	unsigned short ids[4] = {0};
	SHOW(syscall(SYS_getresuid, &ids[0], &ids[1], &ids[2]));
	printf("%u %u %u %u\n", ids[0], ids[1], ids[2], ids[3]);
	SHOW(syscall(SYS_setresuid, 65535, 0, 65535));
	SHOW(syscall(SYS_geteuid));
	SHOW(syscall(SYS_getuid32));
	int groups[2] = {5, 70000};
	SHOW(syscall(SYS_setgroups32, 2, groups));
	unsigned short short_groups[2];
	SHOW(syscall(SYS_getgroups, 2, short_groups));
	printf("%u %u\n", short_groups[0], short_groups[1]);
	SHOW(syscall(SYS_getgroups, 1, short_groups));
	unsigned short given[2] = {9, 4};
	SHOW(syscall(SYS_setgroups, 2, given));
	SHOW(syscall(SYS_getgroups32, 2, groups));
	printf("%d %d\n", groups[0], groups[1]);
	close(open("file", O_CREAT | O_WRONLY, 0600));
	SHOW(syscall(SYS_chown, "file", 65535, 12));
	struct stat s;
	stat("file", &s);
	printf("%d %d\n", (int)s.st_uid, (int)s.st_gid);
	SHOW(syscall(SYS_lchown32, "file", 80000, -1));
	stat("file", &s);
	printf("%d %d\n", (int)s.st_uid, (int)s.st_gid);
	return 0;
}
