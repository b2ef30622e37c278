// needs: x86-64
/* A fault stops its thread with the signal before it is delivered: PTRACE_GETSIGINFO has the siginfo that the handler would get, the registers
 * are those in front of the instruction (behind it, for traps), and a continued one dies of it. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/user.h>

static void watch(const char *words, const char *bytes, int length)
{
	char *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memcpy(code, bytes, length);
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		((void (*)(void))code)();
		_exit(0);
	}
	int status;
	waitpid(pid, &status, 0);
	ptrace(PTRACE_CONT, pid, NULL, NULL);
	waitpid(pid, &status, 0);
	siginfo_t info;
	struct user_regs_struct regs;
	if (WIFSTOPPED(status) && !ptrace(PTRACE_GETSIGINFO, pid, NULL, &info) && !ptrace(PTRACE_GETREGS, pid, NULL, &regs)) {
		printf("%s: %s code %d", words, signal_name(info.si_signo), info.si_code);
		if (info.si_code != SI_KERNEL && (unsigned long)info.si_addr >> 16)
			printf(" addr code%+ld", (long)((char *)info.si_addr - code));
		else
			printf(" addr %p", info.si_addr);
		printf(" rip %+ld rax %#llx orig %lld\n", (long)((char *)regs.rip - code), regs.rax, regs.orig_rax);
		ptrace(PTRACE_CONT, pid, NULL, (void *)(long)WSTOPSIG(status));
		waitpid(pid, &status, 0);
	}
	show_status(status);
	munmap(code, 4096);
}

int main(void)
{
#define BYTES(words, bytes) watch(words, bytes, sizeof bytes - 1)
	BYTES("misaligned", "\x48\x89\xe1\x48\x83\xc9\x08\x31\xc0\x0f\x28\x01\xc3");
	BYTES("misaligned by one", "\x48\x89\xe1\x48\x83\xc9\x01\x31\xc0\x0f\x28\x01\xc3");
	BYTES("divide error", "\x31\xc9\x31\xd2\x31\xc0\xf7\xf1");
	BYTES("division of SSE by zero", "\x68\x80\x1d\x00\x00\x0f\xae\x14\x24\x31\xc0\x0f\x57\xc0\xb9\x01\x00\x00\x00\xf3\x0f\x2a\xc9\xf3\x0f\x5e\xc8");
	BYTES("division of the x87 by zero", "\x68\x7b\x03\x00\x00\xd9\x2c\x24\x31\xc0\xd9\xe8\xd9\xee\xde\xf9\x9b");
	BYTES("alignment check", "\x9c\x81\x0c\x24\x00\x00\x04\x00\x9d\x31\xc0\x8b\x4c\x24\x01");
	BYTES("undefined", "\x31\xc0\x0f\x0b");
	BYTES("breakpoint", "\x31\xc0\xcc");
	BYTES("int1", "\x31\xc0\xf1");
	BYTES("privileged", "\x31\xc0\xf4");
	BYTES("no page", "\x31\xc0\x8b\x00");
	BYTES("write without a page", "\x31\xc0\x01\x40\x10");
	BYTES("jump to no address", "\x48\xb8\x00\x00\x00\x00\x00\x00\x00\x80\xff\xe0");
	BYTES("stack that is none", "\x48\xbc\x00\x00\x00\x00\x00\x00\x00\x80\x31\xc0\x50");
	return 0;
}
