// flags: -fcf-protection=none
/* BT, BTS, BTR and BTC with LOCK are undefined when their operand is a register: SIGILL at the instruction, what stands before it in the same
 * stretch of code has been done. With an operand in memory they are not. */
#include "behaviour.h"
#include <setjmp.h>
#include <ucontext.h>

static sigjmp_buf back;
static const unsigned char *expected;
static volatile int before;

static void handler(int number, siginfo_t *info, void *context)
{
	printf("%s, code %d, there: %d, before: %d\n", sigabbrev_np(number), info->si_code, info->si_addr == expected, before);
	(void)context;
	siglongjmp(back, 1);
}

#define REFUSED(text, name) \
	do { \
		extern const unsigned char name[]; \
		expected = name; \
		before = 0; \
		if (!sigsetjmp(back, 1)) { \
			__asm__ volatile("movl $7, %0\n\t" #name ": .byte " text : "=m"(before) : : "eax", "ecx", "cc", "memory"); \
			printf("not refused\n"); \
		} \
	} while (0)

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	volatile int word = 4;
	unsigned char was;
	sigaction(SIGILL, &action, NULL);
	for (int round = 0; round < 3; round++) {
		REFUSED("0xf0, 0x0f, 0xa3, 0xc8", bt_register);
		REFUSED("0xf0, 0x0f, 0xab, 0xc8", bts_register);
		REFUSED("0xf0, 0x0f, 0xb3, 0xc8", btr_register);
		REFUSED("0xf0, 0x0f, 0xbb, 0xc8", btc_register);
		REFUSED("0xf0, 0x0f, 0xba, 0xe0, 5", bt_constant);
		REFUSED("0xf0, 0x0f, 0xba, 0xe8, 5", bts_constant);
		REFUSED("0x66, 0xf0, 0x0f, 0xba, 0xf0, 5", btr_short);
		REFUSED("0xf0, 0x66, 0x0f, 0xba, 0xf8, 5", btc_short);
		REFUSED("0xf0, 0x0f, 0xba, 0x25, 0, 0, 0, 0, 5", bt_memory);
	}
	__asm__ volatile("lock btsl $1, %0\n\tsetc %1" : "+m"(word), "=r"(was) : : "cc");
	printf("%d %d\n", word, was);
	__asm__ volatile("lock btrl $2, %0\n\tsetc %1" : "+m"(word), "=r"(was) : : "cc");
	printf("%d %d\n", word, was);
	__asm__ volatile("movl $0x0fbae8f0, %%eax\n\tmovl %%eax, %0" : "=m"(word) : : "eax"); /* its bytes are no instruction here */
	printf("%x\n", word);
	return 0;
}
