/* SECCOMP_GET_ACTION_AVAIL says which actions there are; operations and flags it does not know are EINVAL. */
#include "behaviour.h"
#include <linux/seccomp.h>

int main(void)
{
	unsigned actions[] = {SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_KILL_THREAD, SECCOMP_RET_TRAP, SECCOMP_RET_ERRNO, SECCOMP_RET_TRACE,
			      SECCOMP_RET_LOG, SECCOMP_RET_ALLOW, 0x12340000, 1, SECCOMP_RET_ERRNO | 5};
	for (unsigned i = 0; i < sizeof actions / sizeof *actions; i++) {
		printf("%#x: ", actions[i]);
		SHOW(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &actions[i]));
	}
	SHOW(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 1, &actions[0]));
	SHOW(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, NULL));
	SHOW(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 1, NULL));
	SHOW(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, actions));
	SHOW(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL));
	SHOW(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 1 << 20, actions));
	SHOW(syscall(SYS_seccomp, 77, 0, NULL));
	return 0;
}
