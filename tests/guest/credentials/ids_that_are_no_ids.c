// slow
// needs: root
/* setresuid(2) and its family: -1 leaves an id as it is, and is no id for the calls with one argument; bad places are EFAULT. */
#include "behaviour.h"
#include <grp.h>
#include <sys/fsuid.h>

int main(void)
{
	uid_t r, e, s;
	SHOW(setuid(-1));
	SHOW(setgid(-1));
	SHOW(syscall(SYS_setreuid, -1, -1));
	SHOW(syscall(SYS_setresuid, -1, -1, -1));
	SHOW(syscall(SYS_setresgid, 10, -1, 12));
	SHOW(getresgid(&r, &e, &s));
	printf("%d %d %d\n", r, e, s);
	SHOW(setfsgid(-1));
	SHOW(syscall(SYS_getresuid, &r, NULL, &s));
	SHOW(syscall(SYS_getresgid, 8, &e, &s));
	SHOW(syscall(SYS_setgroups, 65537, &r));
	SHOW(syscall(SYS_setgroups, -1, &r));
	SHOW(syscall(SYS_setgroups, 2, NULL));
	SHOW(syscall(SYS_setgroups, 0, NULL));
	SHOW(syscall(SYS_getgroups, -1, &r));
	SHOW(syscall(SYS_getgroups, 0, NULL));
	gid_t bad[2] = {5, -1};
	SHOW(syscall(SYS_setgroups, 2, bad));
	SHOW(chown(".", -1, -1));
	return 0;
}
