#include "behaviour.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

static long install(struct sock_filter *p, int n)
{
	struct sock_fprog f = { n, p };
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &f);
}

int main(void)
{
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	struct sock_filter no_return[] = { BPF_STMT(BPF_LD | BPF_IMM, 1) };
	struct sock_filter odd[] = { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 2), allow };
	struct sock_filter beyond[] = { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 64), allow };
	struct sock_filter half[] = { BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 0), allow };
	struct sock_filter far[] = { BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0), allow };
	struct sock_filter zero[] = { BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 0), allow };
	struct sock_filter memory[] = { BPF_STMT(BPF_ST, 16), allow };
	struct sock_filter modulo[] = { BPF_STMT(BPF_ALU | BPF_MOD | BPF_K, 3), allow };
	SHOW(install(no_return, 1));
	SHOW(install(odd, 2));
	SHOW(install(beyond, 2));
	SHOW(install(half, 2));
	SHOW(install(far, 2));
	SHOW(install(zero, 2));
	SHOW(install(memory, 2));
	SHOW(install(modulo, 2));
	SHOW(install(&allow, 0));
	SHOW(install((void *)8, 1));
	SHOW(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 1 << 20, NULL));
	SHOW(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, 8L));
	SHOW(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 1, NULL));
	SHOW(syscall(SYS_seccomp, 99, 0, NULL));
	unsigned action = SECCOMP_RET_TRAP;
	SHOW(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action));
	action = 0x12340000;
	SHOW(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action));
	SHOW(install(&allow, 1));
	SHOW(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL));
}
