// needs: x86-64
/* rt_sigreturn loads the vector state from the frame: what MXCSR cannot hold ends in SIGSEGV, what the x87 does not have is left out. */
#include "faults.h"

static unsigned mxcsr;
static unsigned short control;

static void change(int number, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	(void)number, (void)info;
	if (mxcsr)
		uc->uc_mcontext.fpregs->mxcsr = mxcsr;
	if (control)
		uc->uc_mcontext.fpregs->cwd = control;
}

static int come_back(void)
{
	struct sigaction action = {.sa_sigaction = change, .sa_flags = SA_SIGINFO};
	unsigned after;
	unsigned short word;
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	__asm__ volatile("stmxcsr %0\n fnstcw %1" : "=m"(after), "=m"(word));
	printf("mxcsr %#x control %#x ", after, word);
	fflush(stdout);
	return 0;
}

int main(void)
{
	static const unsigned words[] = {0x1f80, 0x1fbf, 0x9fc0, 0x1f00, 0x10001f80, 0x80001f80};
	static const unsigned short controls[] = {0x37f, 0x77f, 0xf7f, 0xffff, 0x1340};
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
		mxcsr = words[i];
		try_("mxcsr", come_back);
		puts("");
	}
	mxcsr = 0;
	for (unsigned i = 0; i < sizeof controls / sizeof *controls; i++) {
		control = controls[i];
		try_("control", come_back);
		puts("");
	}
	return 0;
}
