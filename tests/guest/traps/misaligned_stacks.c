/* What a compiler takes for granted: a stack pointer on a multiple of 16 at every call. Where it is not, the first MOVAPS to the stack is
 * SIGSEGV: in blocks that make room first, align for themselves, reach the operand by an index, by what they have just loaded or by a
 * segment. */
#include "faults.h"

static char stack[4096] __attribute__((aligned(64)));
static char *where[2] = {stack + 2048, stack + 2056};
static long step;

#ifdef __i386__
#define SP "esp"
#define BP "ebp"
#define AX "eax"
#define CX "ecx"
#define DX "edx"
#else
#define SP "rsp"
#define BP "rbp"
#define AX "rax"
#define CX "rcx"
#define DX "rdx"
#endif

static int odd;

/* on the other stack, whose top is in `where` */
#define ON_STACK(name, text) \
	static int name(void) \
	{ \
		__asm__ volatile("mov %%" SP ", %%" DX "\n mov %0, %%" SP "\n xor %%" CX ", %%" CX "\n jmp 1f\n 1:\n" text "\n mov %%" DX ", %%" SP \
				 : : "r"(where[odd]), "m"(step) : AX, CX, DX, "memory", "cc"); \
		return 0; \
	}

ON_STACK(below, "movaps %%xmm0, -32(%%" SP ")")
ON_STACK(after_room, "sub $32, %%" SP "\n movaps %%xmm0, 16(%%" SP ")\n add $32, %%" SP)
ON_STACK(after_odd_room, "sub $40, %%" SP "\n movaps %%xmm0, (%%" SP ")\n add $40, %%" SP)
ON_STACK(after_a_push, "push %%" AX "\n movaps %%xmm0, -32(%%" SP ")\n pop %%" AX)
ON_STACK(after_two_pushes, "push %%" AX "\n push $1\n movaps %%xmm0, -64(%%" SP ")\n pop %%" AX "\n pop %%" AX)
ON_STACK(aligned_by_itself, "and $-16, %%" SP "\n movaps %%xmm0, -32(%%" SP ")")
ON_STACK(aligned_too_little, "and $-8, %%" SP "\n movaps %%xmm0, -32(%%" SP ")")
ON_STACK(by_lea, "lea -24(%%" SP "), %%" AX "\n movaps %%xmm0, -8(%%" AX ")")
ON_STACK(by_an_index, "mov $1, %%ecx\n movaps %%xmm0, -40(%%" SP ",%%" CX ",8)")
ON_STACK(by_an_index_of_sixteen, "mov $3, %%ecx\n shl $4, %%ecx\n movaps %%xmm0, -64(%%" SP ",%%" CX ",1)")
ON_STACK(by_what_was_loaded, "mov %%" SP ", -8(%%" SP ")\n mov -8(%%" SP "), %%" AX "\n movaps %%xmm0, -32(%%" AX ")")
ON_STACK(in_its_second_half, "mov %%" SP ", %%" AX "\n add $3, %%" AX "\n sub $3, %%eax\n inc %%ecx\n dec %%ecx\n movaps -32(%%" AX "), %%xmm0")
ON_STACK(an_earlier_fault_comes_first, "xor %%eax, %%eax\n mov (%%" AX "), %%ecx\n movaps %%xmm0, -32(%%" SP ")")
ON_STACK(after_a_conditional_move, "mov %%" SP ", %%" AX "\n cmp %%eax, %%eax\n cmove %%" SP ", %%" AX "\n movaps %%xmm0, -32(%%" AX ")")
ON_STACK(of_a_page_that_is_missing, "xor %%eax, %%eax\n test $8, %%" SP "\n setne %%al\n movaps 64(%%" AX "), %%xmm0")

/* the flags as they were, and the registers that the instruction would have changed */
static void on_fault_of_flags(int number, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	(void)number, (void)info;
	printf("flags %#lx\n", (unsigned long)regs[REG_EFL] & 0x8d5);
	fflush(stdout);
	_exit(0);
}

static int flags(void)
{
	struct sigaction action = {.sa_sigaction = on_fault_of_flags, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	sigaction(SIGSEGV, &action, NULL);
	__asm__ volatile("mov $0x80000000, %%eax\n add %%eax, %%eax\n movaps %%xmm0, (%0)" : : "r"(where[1]) : "eax", "memory", "cc");
	return 0;
}

static int many_times(void)
{
	float sum[4] __attribute__((aligned(16))) = {0};
	for (int i = 0; i < 1000; i++) {
		char *from = stack + 16 * (i % 100) + (i == 777 ? 4 : 0);
		expected_address = (char *)0 + i;
		__asm__ volatile("movaps (%0), %%xmm0\n addps (%0), %%xmm0\n movaps %%xmm0, (%1)" : : "r"(from), "r"(sum) : "memory");
	}
	return 0;
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (odd = 0; odd < 2; odd++) {
#define TRY(name) printf("%d ", odd), try_(#name, name), puts("")
		TRY(below);
		TRY(after_room);
		TRY(after_odd_room);
		TRY(after_a_push);
		TRY(after_two_pushes);
		TRY(aligned_by_itself);
		TRY(aligned_too_little);
		TRY(by_lea);
		TRY(by_an_index);
		TRY(by_an_index_of_sixteen);
		TRY(by_what_was_loaded);
		TRY(in_its_second_half);
		TRY(an_earlier_fault_comes_first);
		TRY(after_a_conditional_move);
		TRY(of_a_page_that_is_missing);
	}
	TRY(flags);
	TRY(many_times);
	return 0;
}
