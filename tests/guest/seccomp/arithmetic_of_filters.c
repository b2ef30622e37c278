#include "behaviour.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>

/* The result of a computation becomes the errno of getuid. */
#define S(code, k) BPF_STMT(code, k)
static int compute(struct sock_filter *body, int n)
{
	struct sock_filter p[40] = { S(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getuid, 1, 0), S(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
	int at = 3, status;
	for (int i = 0; i < n; i++)
		p[at++] = body[i];
	p[at++] = (struct sock_filter)S(BPF_ALU | BPF_AND | BPF_K, 0xfff);
	p[at++] = (struct sock_filter)S(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO);
	p[at++] = (struct sock_filter)S(BPF_RET | BPF_A, 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct sock_fprog f = { at, p };
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &f))
			_exit(255);
		errno = 0;
		syscall(SYS_getuid);
		_exit(errno & 0x7f);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

int main(void)
{
	struct sock_filter a[] = { S(BPF_LD | BPF_IMM, 7), S(BPF_ALU | BPF_MUL | BPF_K, 6), S(BPF_ALU | BPF_SUB | BPF_K, 2) };
	struct sock_filter b[] = { S(BPF_LDX | BPF_IMM, 3), S(BPF_LD | BPF_IMM, 100), S(BPF_ALU | BPF_DIV | BPF_X, 0), S(BPF_ALU | BPF_LSH | BPF_K, 1) };
	struct sock_filter c[] = { S(BPF_LD | BPF_IMM, 5), S(BPF_ALU | BPF_NEG, 0), S(BPF_ALU | BPF_RSH | BPF_K, 28) };
	struct sock_filter d[] = { S(BPF_LD | BPF_IMM, 9), S(BPF_ST, 3), S(BPF_LD | BPF_IMM, 1), S(BPF_LDX | BPF_MEM, 3), S(BPF_ALU | BPF_XOR | BPF_X, 0), S(BPF_MISC | BPF_TAX, 0), S(BPF_LD | BPF_IMM, 2), S(BPF_ALU | BPF_ADD | BPF_X, 0) };
	struct sock_filter e[] = { S(BPF_LD | BPF_W | BPF_LEN, 0), S(BPF_MISC | BPF_TAX, 0), S(BPF_MISC | BPF_TXA, 0) };
	struct sock_filter f[] = { S(BPF_LD | BPF_IMM, 12), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 4, 0, 1), S(BPF_LD | BPF_IMM, 33), BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0), S(BPF_LD | BPF_IMM, 44) };
#define RUN(x) printf(#x " %d\n", compute(x, sizeof x / sizeof *x)); fflush(stdout)
	RUN(a);
	RUN(b);
	RUN(c);
	RUN(d);
	RUN(e);
	RUN(f);
}
