// needs: x86-64
#include "behaviour.h"
#include <ucontext.h>

static unsigned long seen[3];

static void handler(int number, siginfo_t *info, void *context)
{
	unsigned int mxcsr;
	unsigned short control;
	unsigned long flags, stack;
	double zero[2];
	__asm__ volatile("stmxcsr %0\n fnstcw %1\n pushfq\n pop %2\n movupd %%xmm9, %3" : "=m"(mxcsr), "=m"(control), "=r"(flags), "=m"(zero));
	seen[0] = mxcsr;
	seen[1] = control;
	seen[2] = flags & 0x400;
	stack = (unsigned long)__builtin_frame_address(0);
	printf("mxcsr %#x cw %#x df %lu xmm9 %g %g aligned %lu\n", mxcsr, control, flags & 0x400, zero[0], zero[1], stack % 16);
	__asm__ volatile("pcmpeqd %%xmm9, %%xmm9\n pcmpeqd %%xmm0, %%xmm0\n fninit\n fld1" ::: "xmm0", "xmm9");
	ucontext_t *uc = context;
	struct _libc_fpstate *fp = uc->uc_mcontext.fpregs;
	printf("saved mxcsr %#x cw %#x, r12 %#llx r15 %#llx efl df %d\n", fp->mxcsr, fp->cwd, uc->uc_mcontext.gregs[REG_R12],
	       uc->uc_mcontext.gregs[REG_R15], !!(uc->uc_mcontext.gregs[REG_EFL] & 0x400));
	printf("cs %#llx fs %#llx ss, fp at 64: %lu, link %p\n", uc->uc_mcontext.gregs[REG_CSGSFS] & 0xffff,
	       uc->uc_mcontext.gregs[REG_CSGSFS] >> 32 & 0xffff, (unsigned long)fp % 64, uc->uc_link);
	printf("siginfo behind ucontext: %ld\n", (long)((char *)info - (char *)context));
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGUSR1, &action, NULL);
	double in[2] = {1.5, -2.5}, out[2];
	unsigned int mxcsr = 0x1f80 | 0x6000, mxcsr_after;
	unsigned short cw = 0x0f7f, cw_after;
	unsigned long r12, r15, flags;
	fflush(stdout);
	__asm__ volatile("ldmxcsr %[mxcsr]\n fldcw %[cw]\n movupd %[in], %%xmm9\n mov $0x1212, %%r12\n mov $0x1515, %%r15\n"
			 "mov $200, %%eax\n mov %[pid], %%rdi\n mov $10, %%esi\n std\n stc\n syscall\n"
			 "pushfq\n cld\n pop %[flags]\n movupd %%xmm9, %[out]\n stmxcsr %[after]\n fnstcw %[cwafter]\n mov %%r12, %[r12]\n mov %%r15, %[r15]\n"
			 : [out] "=m"(out), [after] "=m"(mxcsr_after), [cwafter] "=m"(cw_after), [r12] "=m"(r12), [r15] "=m"(r15), [flags] "=m"(flags)
			 : [mxcsr] "m"(mxcsr), [cw] "m"(cw), [in] "m"(in), [pid] "r"((long)gettid())
			 : "rax", "rdi", "rsi", "rcx", "r11", "r12", "r15", "xmm9", "memory");
	__asm__ volatile("fninit");
	printf("after: %g %g mxcsr %#x cw %#x r12 %#lx r15 %#lx df %d\n", out[0], out[1], mxcsr_after, cw_after, r12, r15, !!(flags & 0x400));
	return 0;
}
