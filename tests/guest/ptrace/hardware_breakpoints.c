// needs: x86-64
/* Debug registers by PTRACE_POKEUSER: an instruction traps before it is executed, a write and a read behind; DR6 says which; what no
 * register takes. */
#include "behaviour.h"
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/user.h>

static volatile long watched[2];
__attribute__((noinline)) static void reached(void) { __asm__ volatile(""); }

#define REGISTER(n) offsetof(struct user, u_debugreg[n])
static pid_t pid;

static long set(int n, unsigned long value) { return ptrace(PTRACE_POKEUSER, pid, REGISTER(n), value); }

static void go_on(const char *words)
{
	int status;
	siginfo_t info;
	struct user_regs_struct regs;
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	printf("%s: ", words);
	if (WIFSTOPPED(status) && ptrace(PTRACE_GETSIGINFO, pid, 0, &info) == 0 && ptrace(PTRACE_GETREGS, pid, 0, &regs) == 0) {
		errno = 0;
		long met = ptrace(PTRACE_PEEKUSER, pid, REGISTER(6), 0) & 15;
		printf("code %d, at the function %d, address is rip %d, met %lx, words %ld %ld, ", info.si_code, regs.rip == (unsigned long)reached,
		       (unsigned long)info.si_addr == regs.rip, met, ptrace(PTRACE_PEEKDATA, pid, &watched[0], 0), ptrace(PTRACE_PEEKDATA, pid, &watched[1], 0));
		set(6, 0);
	}
	show_status(status);
}

int main(void)
{
	fflush(stdout);
	pid = fork();
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		reached();
		watched[0] = 1;
		watched[1] = watched[0] + 1;
		*(volatile char *)((char *)&watched[1] + 3) = 1;
		reached();
		long sum = watched[1];
		watched[0] = 5 + (sum & 0);
		_exit(7);
	}
	int status;
	CHECK(waitpid(pid, &status, 0) == pid);
	SHOW(set(7, 1));
	SHOW(set(0, 1UL << 63));
	SHOW(set(4, 1));
	SHOW(set(5, 1));
	SHOW(set(0, (unsigned long)reached));
	SHOW(set(7, 1));
	SHOW(ptrace(PTRACE_PEEKUSER, pid, REGISTER(0), 0) == (long)reached);
	SHOW(ptrace(PTRACE_PEEKUSER, pid, REGISTER(7), 0));
	go_on("the function");
	SHOW(set(1, (unsigned long)&watched[0]));
	SHOW(set(7, 1 | 4 | 1 << 20 | 2 << 22)); /* slot 1: writes of 8 bytes */
	go_on("a write");
	SHOW(set(2, (unsigned long)&watched[1]));
	SHOW(set(7, 0x10 | 1 << 24 | 3 << 26)); /* slot 2 alone: writes of 4 bytes */
	go_on("another word");
	go_on("one byte of it");
	SHOW(set(7, 1));
	go_on("the function again");
	SHOW(set(7, 0x10 | 3 << 24 | 3 << 26)); /* reads and writes */
	go_on("a read");
	SHOW(set(7, 1 | 1 << 18)); /* two bytes of an instruction */
	SHOW(set(7, 1 | 2 << 16)); /* a port */
	SHOW(set(7, 0));
	go_on("the end");
	return 0;
}
