/* All filters are asked, the newest first: the most severe action counts, and of equal ones the newest filter's. */
#include "behaviour.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>

static void install(int call, unsigned answer)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, answer),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog f = {4, program};
	CHECK(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &f) == 0);
}

static int run(void)
{
	CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	install(SYS_getppid, SECCOMP_RET_ERRNO | EBUSY);
	install(SYS_getppid, SECCOMP_RET_ALLOW);
	SHOW(syscall(SYS_getppid));
	install(SYS_getppid, SECCOMP_RET_ERRNO | ENOTTY);
	SHOW(syscall(SYS_getppid));
	install(SYS_getppid, SECCOMP_RET_LOG);
	SHOW(syscall(SYS_getppid));
	install(SYS_getpgrp, SECCOMP_RET_ERRNO | 0);
	SHOW(syscall(SYS_getpgrp)); /* no call, and no error */
	install(SYS_getuid, SECCOMP_RET_ERRNO | 5000); /* more than there are */
	printf("getuid %ld errno %d\n", syscall(SYS_getuid), errno);
	install(SYS_getgid, 0x12345678); /* no action there is */
	fflush(stdout);
	syscall(SYS_getgid);
	return 1;
}

static int killed(void)
{
	CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	install(SYS_getppid, SECCOMP_RET_KILL_PROCESS);
	install(SYS_getppid, SECCOMP_RET_TRAP);
	signal(SIGSYS, SIG_IGN);
	syscall(SYS_getppid);
	return 1;
}

int main(void)
{
	show_status(wait_status(child(run)));
	show_status(wait_status(child(killed)));
	return 0;
}
