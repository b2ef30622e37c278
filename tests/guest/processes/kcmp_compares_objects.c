#include "behaviour.h"
#include <linux/kcmp.h>

int main(void)
{
	int go[2];
	make_pipe(go);
	int fd = open("/", O_RDONLY);
	pid_t me = getpid(), pid = fork();
	if (pid == 0) {
		await(go);
		_exit(0);
	}
	dup2(fd, 40);
	SHOW(syscall(SYS_kcmp, me, pid, KCMP_FILE, fd, fd));
	SHOW(syscall(SYS_kcmp, me, me, KCMP_FILE, fd, 40));
	SHOW(syscall(SYS_kcmp, me, pid, KCMP_FILE, fd, 1) > 0);
	SHOW(syscall(SYS_kcmp, me, pid, KCMP_VM, 0, 0) > 0);
	SHOW(syscall(SYS_kcmp, me, me, KCMP_VM, 0, 0));
	SHOW(syscall(SYS_kcmp, me, pid, KCMP_FILES, 0, 0) > 0);
	SHOW(syscall(SYS_kcmp, me, pid, KCMP_FILE, 41, 1));
	SHOW(syscall(SYS_kcmp, me, 99999999, KCMP_FILE, 41, 1));
	SHOW(syscall(SYS_kcmp, me, pid, 99, 0, 0));
	tell(go);
	show_status(wait_status(pid));
}
