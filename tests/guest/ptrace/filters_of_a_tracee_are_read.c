// needs: root x86-64
/* PTRACE_SECCOMP_GET_FILTER and PTRACE_SECCOMP_GET_METADATA: the filters of a tracee, the oldest first, for who has CAP_SYS_ADMIN and none of
 * its own. */
#include "behaviour.h"
#include "../seccomp/filter.h"

#include <sys/ptrace.h>

static int tracee(void)
{
	CHECK(ptrace(PTRACE_TRACEME, 0, 0, 0) == 0);
	raise(SIGSTOP);
	CHECK(filter(SYS_getsid, SECCOMP_RET_ERRNO | 1, 0) == 0);
	CHECK(filter(SYS_getpgid, SECCOMP_RET_ERRNO | 2, SECCOMP_FILTER_FLAG_LOG) == 0);
	raise(SIGSTOP);
	return 0;
}

static int look(void)
{
	pid_t pid = child(tracee);
	struct sock_filter program[8];
	struct {
		unsigned long long off, flags, more;
	} m;
	CHECK(WIFSTOPPED(wait_status(pid)));
	SHOW(ptrace(PTRACE_SECCOMP_GET_FILTER, pid, 0, NULL));
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	CHECK(WIFSTOPPED(wait_status(pid)));
	for (int i = 0; i < 3; i++) {
		SHOW(ptrace(PTRACE_SECCOMP_GET_FILTER, pid, i, NULL));
		memset(program, 0, sizeof program);
		SHOW(ptrace(PTRACE_SECCOMP_GET_FILTER, pid, i, program));
		printf("%x %x %x\n", program[0].code, program[1].k, program[2].k);
		m.off = i, m.flags = 77, m.more = 78;
		SHOW(ptrace(PTRACE_SECCOMP_GET_METADATA, pid, sizeof m, &m));
		printf("off %llu flags %llu more %llu\n", m.off, m.flags, m.more);
	}
	m.off = 1, m.flags = 77;
	SHOW(ptrace(PTRACE_SECCOMP_GET_METADATA, pid, 8, &m));
	printf("flags %llu\n", m.flags);
	SHOW(ptrace(PTRACE_SECCOMP_GET_METADATA, pid, 7, &m));
	SHOW(ptrace(PTRACE_SECCOMP_GET_METADATA, pid, sizeof m, (void *)8));
	SHOW(ptrace(PTRACE_SECCOMP_GET_FILTER, pid, 0, (void *)8));
	SHOW(ptrace(PTRACE_SECCOMP_GET_FILTER, pid, -1L, NULL));
	CHECK(filter(SYS_getsid, SECCOMP_RET_ERRNO | 1, 0) == 0);
	SHOW(ptrace(PTRACE_SECCOMP_GET_FILTER, pid, 0, NULL));
	SHOW(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_SUSPEND_SECCOMP));
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	show_status(wait_status(pid));
	return 0;
}


int main(void)
{
	show_status(wait_status(child(look)));
	pid_t pid = child(tracee);
	CHECK(WIFSTOPPED(wait_status(pid)));
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	CHECK(WIFSTOPPED(wait_status(pid)));
	CHECK(setresuid(65534, 65534, 65534) == 0);
	SHOW(ptrace(PTRACE_SECCOMP_GET_FILTER, pid, 0, NULL));
	SHOW(ptrace(PTRACE_SECCOMP_GET_METADATA, pid, 16, NULL));
	SHOW(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_SUSPEND_SECCOMP));
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	show_status(wait_status(pid));
	return 0;
}
