/* What filters a process has, its children and the programs it becomes have too. */
#include "behaviour.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>

static struct sock_filter program[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EDOM),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static void show(const char *who)
{
	printf("%s: mode %d, no new privileges %d, ", who, prctl(PR_GET_SECCOMP), prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	SHOW(syscall(SYS_getppid) > 0);
	fflush(stdout);
}

static int run(void)
{
	show("child");
	execl("/proc/self/exe", "program", "again", NULL);
	return 1;
}

int main(int argc, char **argv)
{
	struct sock_fprog f = {4, program};
	if (argc > 1) {
		show("new program");
		return 6;
	}
	show("before");
	CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	SHOW(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &f));
	show("parent");
	show_status(wait_status(child(run)));
	SHOW(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL)); /* no way back from filters */
	SHOW(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT));
	return 0;
}
