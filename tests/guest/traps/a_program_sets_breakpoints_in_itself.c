// needs: x86-64
/* int3 written over code: the handler counts, puts the byte back and the instruction pointer one back; the function runs as it was. */
#include "behaviour.h"
#include <sys/mman.h>
#include <ucontext.h>

static unsigned char *code;
static int hits, at;

static void handler(int number, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	hits++;
	at = (int)((unsigned char *)regs[REG_RIP] - code);
	code[0] = 0x8d; /* the first byte of lea */
	regs[REG_RIP]--;
}

int main(void)
{
	static const unsigned char lea[] = {0x8d, 0x44, 0x37, 0x05, 0xc3}; /* lea 5(%rdi,%rsi), %eax; ret */
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	CHECK(sigaction(SIGTRAP, &action, NULL) == 0);
	code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memcpy(code, lea, sizeof lea);
	int (*function)(int, int) = (int (*)(int, int))code;
	for (int i = 0; i < 4; i++) {
		if (i % 2)
			code[0] = 0xcc;
		int result = function(i, 10);
		printf("%d, hits %d, stopped at %d\n", result, hits, at);
	}
	return 0;
}
