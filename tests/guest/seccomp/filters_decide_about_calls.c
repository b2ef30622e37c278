#include "behaviour.h"
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, value)
#define ON(nr, value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1), RETURN(value)

static struct sock_filter program[] = {
	LOAD(arch),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
	RETURN(SECCOMP_RET_KILL_PROCESS),
	LOAD(nr),
	ON(SYS_getuid, SECCOMP_RET_ERRNO | 77),
	ON(SYS_getgid, SECCOMP_RET_TRAP | 5),
	ON(SYS_getppid, SECCOMP_RET_TRACE),
	ON(SYS_geteuid, SECCOMP_RET_LOG),
	ON(SYS_getegid, SECCOMP_RET_KILL_PROCESS),
	ON(SYS_getpgrp, SECCOMP_RET_KILL_THREAD),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_close, 0, 4),
	LOAD(args[0]), /* close(50 to 99) is "busy" */
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 50, 0, 2),
	BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 99, 1, 0),
	RETURN(SECCOMP_RET_ERRNO | EBUSY),
	RETURN(SECCOMP_RET_ALLOW),
};

static void handler(int n, siginfo_t *i, void *c)
{
	printf("SIGSYS code %d errno %d syscall %d arch %#x\n", i->si_code, i->si_errno, i->si_syscall == SYS_getgid, i->si_arch);
}

static int which;
static int filtered(void)
{
	struct sock_fprog f = { sizeof program / sizeof *program, program };
	struct sigaction sa = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	sigaction(SIGSYS, &sa, NULL);
	CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	SHOW(prctl(PR_GET_SECCOMP));
	SHOW(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &f));
	SHOW(prctl(PR_GET_SECCOMP));
	long r = syscall(SYS_getuid);
	printf("%ld %d\n", r, errno);
	syscall(SYS_getgid);
	SHOW(syscall(SYS_getppid));
	SHOW(syscall(SYS_geteuid) >= 0);
	SHOW(close(49));
	SHOW(close(50));
	SHOW(close(99));
	SHOW(close(100));
	fflush(stdout);
	pid_t pid = fork(); /* it passes to children */
	if (pid == 0)
		_exit(close(60) == -1 && errno == EBUSY);
	show_status(wait_status(pid));
	fflush(stdout);
	syscall(which);
	return 0;
}

int main(void)
{
	which = SYS_getegid;
	show_status(wait_status(child(filtered)));
	which = SYS_getpgrp;
	show_status(wait_status(child(filtered)));
}
