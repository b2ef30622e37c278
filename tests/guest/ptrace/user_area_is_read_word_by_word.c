// needs: x86-64
/* PTRACE_PEEKUSER and POKEUSER: a register at each offset of struct user; odd offsets and those behind its end are EIO. */
#include "behaviour.h"
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/user.h>

static int tracee(void)
{
	long result;
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	asm volatile("mov $0x1111, %%ebx\n\t mov $0x2222, %%r12d\n\t mov $0x3333, %%r13d\n\t int3\n\t mov %%rbx, %0" : "=r"(result) : : "rbx", "r12", "r13");
	return result;
}

#define PEEK(field) (errno = 0, ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user, field), 0))

int main(void)
{
	int status;
	pid_t pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	show_status(status);
	printf("rbx %lx r12 %lx r13 %lx cs %lx ss %lx\n", PEEK(regs.rbx), PEEK(regs.r12), PEEK(regs.r13), PEEK(regs.cs), PEEK(regs.ss));
	printf("orig_rax %ld ds %lx es %lx\n", PEEK(regs.orig_rax), PEEK(regs.ds), PEEK(regs.es));
	SHOW(ptrace(PTRACE_PEEKUSER, pid, 3, 0));
	SHOW(ptrace(PTRACE_PEEKUSER, pid, sizeof(struct user), 0)); /* the kernel's has two words more */
	SHOW(ptrace(PTRACE_PEEKUSER, pid, sizeof(struct user) + 16, 0));
	SHOW(ptrace(PTRACE_PEEKUSER, pid, -8L, 0));
	SHOW(ptrace(PTRACE_POKEUSER, pid, 3, 0));
	SHOW(ptrace(PTRACE_POKEUSER, pid, sizeof(struct user) + 16, 0));
	SHOW(ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, regs.cs), 0L)); /* no way into the kernel */
	SHOW(ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, regs.rbx), 44L));
	printf("rbx %lx\n", PEEK(regs.rbx));
	SHOW(ptrace(PTRACE_CONT, pid, 0, 0));
	show_status(wait_status(pid));
	SHOW(ptrace(PTRACE_PEEKUSER, pid, 0, 0));
	return 0;
}
