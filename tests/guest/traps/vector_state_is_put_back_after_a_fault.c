// needs: x86-64
/* A handler begins with its own rounding and may use every vector register; all is put back, and what it writes into the frame counts. */
#include "behaviour.h"
#include <ucontext.h>

static unsigned in_handler, in_frame, written;

static void handler(int number, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	struct _libc_fpstate *fp = uc->uc_mcontext.fpregs;
	asm volatile("stmxcsr %0" : "=m"(in_handler));
	in_frame = fp->mxcsr;
	asm volatile("pxor %%xmm3, %%xmm3\n\t pxor %%xmm4, %%xmm4\n\t fninit" ::: "xmm3", "xmm4");
	if (written)
		fp->_xmm[4].element[1] = written;
	uc->uc_mcontext.gregs[REG_RIP] += 2;
}

static void fault(void)
{
	unsigned three[4] = {1, 2, 3, 4}, four[4] = {5, 6, 7, 8}, mxcsr = 0x3f80, after = 0; /* rounding down */
	unsigned short control = 0x0f7f, control_after = 0;
	double x = 0;
	asm volatile("ldmxcsr %5\n\t fldcw %6\n\t movdqu %0, %%xmm3\n\t movdqu %1, %%xmm4\n\t fldpi\n\t ud2\n\t"
		"movdqu %%xmm3, %0\n\t movdqu %%xmm4, %1\n\t stmxcsr %2\n\t fnstcw %3\n\t fstpl %4"
		: "+m"(three), "+m"(four), "=m"(after), "=m"(control_after), "=m"(x) : "m"(mxcsr), "m"(control) : "xmm3", "xmm4", "memory");
	mxcsr = 0x1f80;
	asm volatile("ldmxcsr %0\n\t fninit" : : "m"(mxcsr));
	printf("xmm3 %u %u %u %u xmm4 %u %u %u %u mxcsr %x x87 %x pi %.6f\n", three[0], three[1], three[2], three[3], four[0], four[1], four[2], four[3], after, control_after, x);
	printf("mxcsr in the handler %x, in the frame %x\n", in_handler, in_frame);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	CHECK(sigaction(SIGILL, &action, NULL) == 0);
	fault();
	written = 4711;
	fault();
	return 0;
}
