// flags: -m32
/* Both kinds of frame: the registers in sigcontext are the interrupted ones, and what the handler makes of them is what is loaded. */
#include "behaviour.h"
#include <ucontext.h>

static void with_information(int number, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	greg_t *g = uc->uc_mcontext.gregs;
	printf("signal %d code %d from me %d\n", number, info->si_code, info->si_pid == getpid());
	printf("esi %#x edi %#x trap %d cs %#x ss %#x ds %#x\n", g[REG_ESI], g[REG_EDI], g[REG_TRAPNO], g[REG_CS], g[REG_SS], g[REG_DS]);
	printf("esp twice %d, floating point %d\n", g[REG_ESP] == g[REG_UESP], uc->uc_mcontext.fpregs != NULL);
	printf("cw %#lx tags %#lx st0 exponent %#x\n", uc->uc_mcontext.fpregs->cw & 0xffff, uc->uc_mcontext.fpregs->tag & 0xffff,
	       uc->uc_mcontext.fpregs->_st[0].exponent);
	g[REG_ESI] = 0x5151;
	g[REG_EDI] = 0xd1d1;
	uc->uc_mcontext.fpregs->cw = 0xffff0c7f;
	sigaddset(&uc->uc_sigmask, SIGHUP);
}

static void plain(int number, struct sigcontext context)
{
	printf("signal %d, esi %#lx, stack aligned %lu\n", number, context.esi, (context.esp & 3));
	context.esi = 0x7777;
	context.oldmask = 1 << (SIGALRM - 1);
}

static void show(int signal)
{
	int esi, edi;
	unsigned short cw = 0x37f, after;
	double value = 1.5;
	fflush(stdout);
	__asm__ volatile("fninit\n fldcw %3\n fldl %5\n mov $0x1234, %%esi\n mov $0x4321, %%edi\n int $0x80\n fnstcw %4\n fninit"
			 : "=S"(esi), "=D"(edi) : "a"(SYS_kill), "m"(cw), "m"(after), "m"(value), "b"(getpid()), "c"(signal) : "memory");
	sigset_t mask;
	sigprocmask(SIG_BLOCK, NULL, &mask);
	printf("after: esi %#x edi %#x cw %#x, blocked: HUP %d ALRM %d\n", esi, edi, after, sigismember(&mask, SIGHUP), sigismember(&mask, SIGALRM));
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = with_information, .sa_flags = SA_SIGINFO};
	sigaction(SIGUSR1, &action, NULL);
	show(SIGUSR1);
	struct sigaction old = {.sa_handler = (void (*)(int))plain};
	sigaction(SIGUSR2, &old, NULL);
	show(SIGUSR2);
	return 0;
}
