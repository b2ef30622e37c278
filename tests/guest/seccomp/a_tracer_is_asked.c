// needs: x86-64
/* SECCOMP_RET_TRACE: a tracer with PTRACE_O_TRACESECCOMP sees an event before the call, may change the call or leave it out; the filters
 * look again at what it made of it.  Without that option the call is ENOSYS. */
#include "behaviour.h"
#include "filter.h"
#include <sys/ptrace.h>
#include <sys/user.h>

static int scenario;

static void show_calls(void)
{
	errno = 0;
	long result = syscall(SYS_getpriority, 0, 0);
	printf("tracee: getpriority %ld errno %d\n", result == getpgrp() ? 1000 : result, errno);
	errno = 0;
	result = syscall(SYS_getpgid, 0);
	printf("tracee: getpgid %d errno %d\n", result > 0, errno);
	fflush(stdout);
}

static int tracee(void)
{
	CHECK(ptrace(PTRACE_TRACEME, 0, 0, 0) == 0);
	raise(SIGSTOP);
	CHECK(filter(SYS_getpriority, SECCOMP_RET_TRACE | 0xABC, 0) == 0);
	CHECK(filter(SYS_getsid, SECCOMP_RET_ERRNO | EXDEV, 0) == 0);
	if (scenario == 5)
		CHECK(filter(SYS_getpriority, SECCOMP_RET_LOG, 0) == 0);
	show_calls();
	return 0;
}

static void show_info(pid_t pid)
{
	struct __ptrace_syscall_info info;
	memset(&info, 0x55, sizeof info);
	long size = ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info);
	printf("  info of %ld: op %d", size, info.op);
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		printf(" nr %llu", (unsigned long long)info.entry.nr);
	if (info.op == PTRACE_SYSCALL_INFO_SECCOMP)
		printf(" nr %llu args %llu %llu data %#x", (unsigned long long)info.seccomp.nr, (unsigned long long)info.seccomp.args[0],
		       (unsigned long long)info.seccomp.args[1], info.seccomp.ret_data);
	if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		printf(" error %d", info.exit.is_error);
	printf("\n");
}

/* What the tracer does at the event. */
static int at_event(pid_t pid)
{
	struct user_regs_struct regs;
	CHECK(ptrace(PTRACE_GETREGS, pid, 0, &regs) == 0);
	printf("  call %lld, rax %lld\n", (long long)regs.orig_rax, (long long)regs.rax);
	switch (scenario) {
	case 1: /* another call */
		regs.orig_rax = SYS_getpgid;
		break;
	case 2: /* none, and a result */
		regs.orig_rax = -1;
		regs.rax = 77;
		break;
	case 3: /* one that the other filter answers */
		regs.orig_rax = SYS_getsid;
		break;
	case 4:
		return PTRACE_SYSCALL;
	case 6:
		return PTRACE_DETACH;
	}
	CHECK(ptrace(PTRACE_SETREGS, pid, 0, &regs) == 0);
	return PTRACE_CONT;
}

static void trace(int which, int options, int how)
{
	printf("---- scenario %d, options %#x\n", which, options);
	scenario = which;
	pid_t pid = child(tracee);
	int status;
	CHECK(waitpid(pid, &status, 0) == pid && WIFSTOPPED(status));
	CHECK(ptrace(PTRACE_SETOPTIONS, pid, 0, options | PTRACE_O_TRACESYSGOOD) == 0);
	int stops = 0;
	ptrace(how, pid, 0, 0);
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		int next = how;
		struct user_regs_struct regs;
		ptrace(PTRACE_GETREGS, pid, 0, &regs);
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)) {
			unsigned long message = 0;
			ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
			siginfo_t info;
			ptrace(PTRACE_GETSIGINFO, pid, 0, &info);
			printf("event, message %#lx, si_code %#x\n", message, info.si_code);
			show_info(pid);
			next = at_event(pid);
			stops = 1;
		} else if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
			if (stops || regs.orig_rax == SYS_getpriority) {
				printf("stop of call %lld\n", (long long)regs.orig_rax);
				show_info(pid);
			}
			if (stops && scenario == 4)
				next = PTRACE_CONT, stops = 0;
		} else
			printf("stopped by %s\n", signal_name(WSTOPSIG(status)));
		fflush(stdout);
		if (ptrace(next, pid, 0, 0) == -1)
			break;
		if (next == PTRACE_DETACH) {
			waitpid(pid, &status, 0);
			break;
		}
	}
	show_status(status);
}

int main(void)
{
	trace(0, 0, PTRACE_CONT);
	trace(0, PTRACE_O_TRACESECCOMP, PTRACE_CONT);
	trace(1, PTRACE_O_TRACESECCOMP, PTRACE_CONT);
	trace(2, PTRACE_O_TRACESECCOMP, PTRACE_CONT);
	trace(3, PTRACE_O_TRACESECCOMP, PTRACE_CONT);
	trace(4, PTRACE_O_TRACESECCOMP, PTRACE_CONT);
	trace(4, PTRACE_O_TRACESECCOMP, PTRACE_SYSCALL);
	trace(5, PTRACE_O_TRACESECCOMP, PTRACE_CONT);
	trace(6, PTRACE_O_TRACESECCOMP, PTRACE_CONT);
	trace(0, PTRACE_O_TRACESECCOMP | PTRACE_O_SUSPEND_SECCOMP, PTRACE_CONT);
	return 0;
}
