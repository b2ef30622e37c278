// needs: x86-64
/* #AC: with the flag AC of EFLAGS set, an access that is not aligned is SIGBUS, BUS_ADRALN, without an address; nothing was stored. */
#include "behaviour.h"
#include <sys/ucontext.h>

#define CHECKED "pushf\n orl $0x40000, (%%rsp)\n popf\n"
#define UNCHECKED "pushf\n andl $~0x40000, (%%rsp)\n popf\n"

static volatile int count;
static char buffer[32] __attribute__((aligned(16)));

static void handler(int number, siginfo_t *info, void *context)
{
	greg_t *g = ((ucontext_t *)context)->uc_mcontext.gregs;
	__asm__ volatile("pushf\n andl $~0x40000, (%%rsp)\n popf" ::: "memory", "cc"); /* the flag goes on in the handler */
	printf("%s code %d addr %p trap %lld error %lld flag %d, stored %d\n", signal_name(number), info->si_code, info->si_addr,
	       (long long)g[REG_TRAPNO], (long long)g[REG_ERR], !!(g[REG_EFL] & 0x40000), buffer[1]);
	g[REG_EFL] &= ~0x40000LL;
	count++;
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGBUS, &action, NULL);
	fflush(stdout);
	__asm__ volatile(CHECKED "movl %0, %%eax\n movl $7, 1(%1)\n" UNCHECKED : : "m"(buffer[4]), "r"(buffer) : "eax", "memory", "cc");
	printf("stored when made again: %d\n", buffer[1]);
	fflush(stdout);
	__asm__ volatile(CHECKED "movb 3(%0), %%al\n movq 8(%0), %%rax\n movw 3(%0), %%ax\n" UNCHECKED : : "r"(buffer) : "rax", "memory", "cc");
	printf("%d times\n", count);
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		signal(SIGBUS, SIG_DFL);
		__asm__ volatile(CHECKED "mov $39, %%eax\n syscall\n movq 1(%0), %%rax" : : "r"(buffer) : "rax", "rcx", "r11", "memory", "cc");
		_exit(0);
	}
	int status;
	waitpid(pid, &status, 0);
	show_status(status);
	return 0;
}
