/* SECCOMP_FILTER_FLAG_TSYNC puts the filter on all threads; without it only on the caller's.  A thread with another one is in the way. */
#include "behaviour.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/prctl.h>

static int ends[2], back[2], own;

static long install(int error, int flags)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog f = {4, program};
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &f);
}

static void *thread(void *argument)
{
	if (own)
		CHECK(install(EXDEV, 0) == 0);
	tell(back);
	await(ends);
	SHOW(syscall(SYS_getppid) > 0);
	return NULL;
}

static int run(int flags)
{
	pthread_t other;
	make_pipe(ends);
	make_pipe(back);
	CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	CHECK(pthread_create(&other, NULL, thread, NULL) == 0);
	await(back);
	long result = install(EDOM, flags);
	printf("%s\n", result == 0 ? "installed" : result > 0 ? "a thread is in the way" : strerrorname_np(errno));
	tell(ends);
	pthread_join(other, NULL);
	SHOW(syscall(SYS_getppid) > 0);
	return 0;
}

static int alone(void) { return run(0); }
static int together(void) { return run(SECCOMP_FILTER_FLAG_TSYNC); }
static int hindered(void) { own = 1; return run(SECCOMP_FILTER_FLAG_TSYNC); }
static int hindered_by_error(void) { own = 1; return run(SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH); }

int main(void)
{
	show_status(wait_status(child(alone)));
	show_status(wait_status(child(together)));
	show_status(wait_status(child(hindered)));
	show_status(wait_status(child(hindered_by_error)));
	return 0;
}
