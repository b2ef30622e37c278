// needs: x86-64
#include "behaviour.h"
#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

static int tracee(void)
{
	double d = 1.5;
	long value = 7;
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	asm volatile("movsd %1, %%xmm3\n\tint3\n\tmovsd %%xmm3, %1" : "+b"(value), "+m"(d) : : "xmm3");
	return value + (d == 2.5);
}

int main(void)
{
	struct user_regs_struct regs;
	struct user_fpregs_struct f;
	int status;
	pid_t pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	ptrace(PTRACE_CONT, pid, 0, 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	show_status(status);
	struct iovec v = { &regs, sizeof regs };
	SHOW(ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &v));
	printf("%zu bytes, rbx %lld, cs %llx ss %llx\n", v.iov_len, regs.rbx, regs.cs, regs.ss);
	regs.rbx = 40;
	SHOW(ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &v));
	SHOW(ptrace(PTRACE_GETFPREGS, pid, 0, &f));
	double *x = (double *)&f.xmm_space[12];
	printf("xmm3 %g\n", *x);
	*x = 2.5;
	SHOW(ptrace(PTRACE_SETFPREGS, pid, 0, &f));
	SHOW(ptrace(PTRACE_PEEKUSER, pid, 3, 0));
	SHOW(ptrace(PTRACE_PEEKUSER, pid, 100000, 0));
	SHOW(ptrace(PTRACE_GETREGSET, pid, 999, &v));
	regs.cs = 5;
	SHOW(ptrace(PTRACE_SETREGS, pid, 0, &regs) == -1);
	ptrace(PTRACE_CONT, pid, 0, 0);
	show_status(wait_status(pid));
}
