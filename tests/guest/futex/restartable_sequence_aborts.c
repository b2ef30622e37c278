// needs: x86-64
#include "behaviour.h"
#include <sys/rseq.h>
#include <sys/time.h>

/* A sequence that a signal interrupts goes on at its abort handler. */
static volatile int handled;

static void handler(int number)
{
	handled++;
}

static int aborted(struct rseq *area, volatile long *spin)
{
	int result;
	__asm__ goto volatile(
		".pushsection __rseq_cs, \"aw\"\n .balign 32\n 9: .long 0, 0\n .quad 1f, 2f - 1f, 4f\n .popsection\n"
		"lea 9b(%%rip), %%rax\n mov %%rax, %c[cs](%[area])\n"
		"1: incq (%[spin])\n cmpl $0, %[handled]\n je 1b\n"
		"2: jmp 5f\n"
		".long 0x53053053\n"
		"4: jmp %l[abort]\n"
		"5:\n"
		:
		: [area] "r"(area), [cs] "i"(offsetof(struct rseq, rseq_cs)), [spin] "r"(spin), [handled] "m"(handled)
		: "rax", "memory"
		: abort);
	result = 0;
	return result;
abort:
	return 1;
}

int main(void)
{
	volatile long spin = 0;
	struct rseq *area = (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);
	struct itimerval timer = {{0, 0}, {0, 20000}};
	printf("registered %d cpu known %d\n", __rseq_size > 0, (int)area->cpu_id >= 0);
	SHOW(syscall(SYS_rseq, area, 32, 0, 0x53053053));
	SHOW(syscall(SYS_rseq, area, 32, 0, 1));
	SHOW(syscall(SYS_rseq, area, 32, 2, 0x53053053));
	SHOW(syscall(SYS_rseq, (char *)area + 32, 32, 1, 0x53053053));
	signal(SIGALRM, handler);
	setitimer(ITIMER_REAL, &timer, NULL);
	printf("aborted %d\n", aborted(area, &spin));
	printf("cleared %d\n", area->rseq_cs == 0);
	SHOW(syscall(SYS_rseq, area, 32, 1, 0x53053053));
	printf("cpu unknown %d\n", (int)area->cpu_id == -1);
	return 0;
}
