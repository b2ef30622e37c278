/* Floating-point instructions, one at a time, on operands, control words and stacks by chance; what came of each goes to standard
 * output, a line for each: the registers, the status and what was stored, and the signal when an exception was not masked.
 *
 *     floats SEED COUNT [open]        open: exceptions that are not masked too
 *
 * For 32-bit and 64-bit code. Left out are the pointers to the last instruction, what the makes of processors do not agree on, and of what the
 * engine is known to do otherwise (src/forkingpaths/machine/__init__.py), FCMOV of an empty register. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

typedef uint64_t u64;
typedef uint32_t u32;
typedef uint16_t u16;
typedef uint8_t u8;

typedef struct __attribute__((packed)) { /* FNSAVE's */
	u32 control, status, tags, instruction[4];
	u8 registers[8][10];
} x87_image;

/* of the assembly */
x87_image before, after;
u8 operand[64] __attribute__((aligned(16))), vectors[64] __attribute__((aligned(16)));
u32 mxcsr, mxcsr_after;
unsigned long flags, flags_after, general, resume, plain_flags = 0x202;
static const u32 plain_mxcsr = 0x1f80;

#ifdef __x86_64__
#define AX "rax"
#define RESUME "lea 9f(%%rip), %%rax\n mov %%rax, %[resume]\n"
#else
#define AX "eax"
#define RESUME "movl $9f, %[resume]\n"
#endif
#define OUTPUTS [m] "+m"(operand), [v] "+m"(vectors), [after] "=m"(after), [fo] "=m"(flags_after), [resume] "=m"(resume), [mo] "=m"(mxcsr_after), [g] "+m"(general)
#define INPUTS [before] "m"(before), [f] "m"(flags), [mxcsr] "m"(mxcsr)
#define X87(name, text)                                                                                                                       \
	static void name(void)                                                                                                                \
	{                                                                                                                                     \
		__asm__ volatile(RESUME "frstor %[before]\n xor %%eax, %%eax\n push %[f]\n popf\n" text                                     \
				 "\n pushf\n pop %[fo]\n mov %%" AX ", %[g]\n fwait\n 9: fnsave %[after]\n fninit"                          \
				 : OUTPUTS : INPUTS : AX, "memory", "cc");                                                                 \
	}
#define SSE(name, text)                                                                                                                       \
	static void name(void)                                                                                                                \
	{                                                                                                                                     \
		__asm__ volatile(RESUME "movups %[v], %%xmm0\n movups 16+%[v], %%xmm1\n movq 32+%[v], %%mm0\n movq %%mm0, %%mm1\n mov %[g], %%" AX "\n"             \
				 "push %[f]\n popf\n ldmxcsr %[mxcsr]\n" text                                                                 \
				 "\n 9: stmxcsr %[mo]\n pushf\n pop %[fo]\n mov %%" AX ", %[g]\n ldmxcsr plain_mxcsr_%=\n movups %%xmm0, %[v]\n movq %%mm0, 32+%[v]\n emms\n" \
				 ".section .rodata\n plain_mxcsr_%=: .long 0x1f80\n .text"                                                  \
				 : OUTPUTS : INPUTS : AX, "xmm0", "xmm1", "memory", "cc");                                                  \
	}
#include "floats.h"

static const struct { const char *name; void (*run)(void); bool sse; } operations[] = {
#undef X87
#undef SSE
#define X87(name, text) {#name, name, false},
#define SSE(name, text) {#name, name, true},
#define LIST
#include "floats.h"
};

static u64 state;
static u64 choose(u64 below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state * 0x2545f4914f6cdd1d >> 16) % below;
}
static u64 any(void) { return choose(1ull << 32) << 32 | choose(1ull << 32); }

static volatile struct { int number, code; long place; } seen;

static void on_signal(int number, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	greg_t *regs = uc->uc_mcontext.gregs;
	seen.number = number;
	seen.code = info->si_code;
#ifdef __x86_64__
	struct _libc_fpstate *f = uc->uc_mcontext.fpregs;
	seen.place = (u64)info->si_addr - resume;
	regs[REG_RIP] = resume;
	f->mxcsr = mxcsr_after = f->mxcsr | 0x1f80;
	f->cwd |= 0x3f;
	f->swd &= 0x7f7f;
#else
	struct _libc_fpstate *f = uc->uc_mcontext.fpregs;
	u8 *image = (u8 *)f + 112;
	seen.place = (u32)info->si_addr - resume;
	regs[REG_EIP] = resume;
	*(u32 *)(image + 24) |= 0x1f80;
	image[0] = f->cw |= 0x3f;
	f->sw &= ~0x8080u;
	image[2] &= 0x7f, image[3] &= 0x7f;
#endif
}

static void extended(u8 *to)
{
	static const u64 mantissas[] = {0, 1, 1ull << 63, (1ull << 63) + 1, 3ull << 62, (3ull << 62) + 1, ~0ull, 0x8000000000000400, 0xfffffffffffff800,
					0x8000008000000000, 0xffffff0000000000, 0x4000000000000000, 0x7fffffffffffffff, 0x8000000080000000};
	static const u16 exponents[] = {0, 1, 0x7ffe, 0x7fff, 0x3fff, 0x3ffe, 0x3c00, 0x3c01, 0x3bff, 0x43fe, 0x43ff, 0x3f80, 0x3f81, 0x3f6a, 0x407e, 0x407f,
					0x401d, 0x401e, 0x403d, 0x403e, 0x403f, 0x400d, 0x400e, 0x7fff, 0x4000, 0x3bcd};
	u64 mantissa = choose(3) ? mantissas[choose(sizeof mantissas / 8)] : any();
	u16 exponent = choose(4) ? exponents[choose(sizeof exponents / 2)] : choose(0x8000);
	if (choose(20) && exponent)
		mantissa |= 1ull << 63;
	if (!choose(8))
		mantissa = exponent = 0;
	exponent |= choose(2) << 15;
	memcpy(to, &mantissa, 8);
	memcpy(to + 8, &exponent, 2);
}

static void number(u8 *to, int size)
{
	static const u64 doubles[] = {0, 1, 0x000fffffffffffff, 0x0010000000000000, 0x3ff0000000000000, 0x3fe0000000000000, 0x7fefffffffffffff, 0x7ff0000000000000,
				      0x7ff8000000000000, 0x7ff0000000000001, 0x7ff4000000000000, 0x3ff8000000000000, 0x4000000000000000, 0x41dfffffffc00000,
				      0x41e0000000000000, 0x43e0000000000000, 0x40dfffe000000000, 0x47efffffe0000000, 0x3810000000000000, 0x3800000000000000,
				      0x36a0000000000000, 0x41dfffffffe00000, 0x43dfffffffffffff, 0x7fe0000000000000, 0x3fb999999999999a};
	static const u32 floats[] = {0, 1, 0x7fffff, 0x800000, 0x3f800000, 0x3f000000, 0x7f7fffff, 0x7f800000, 0x7fc00000, 0x7f800001, 0x7fa00000, 0x3fc00000,
				     0x40000000, 0x4effffff, 0x4f000000, 0x5f000000, 0x46fffe00, 0x477fff00, 0x3dcccccd, 0x7f000000};
	u64 v = any();
	if (size == 8 && choose(4))
		v = doubles[choose(sizeof doubles / 8)] | choose(2) << 63;
	if (size == 4)
		v = choose(4) ? floats[choose(sizeof floats / 4)] | (u32)choose(2) << 31 : (u32)v;
	if (size == 8 && !choose(5))
		v = (v & 0x800fffffffffffff) | (0x370 + choose(0x110)) << 52;
	memcpy(to, &v, size);
}

static void begin(const char *name, bool sse, bool open)
{
	static const u8 sizes[] = {4, 8, 8, 4, 2, 10};
	char last = name[strlen(name) - 1];
	int size = sse ? (last == 's' ? 4 : 8) : sizes[choose(6)];
	if (!sse && strstr(name, "_m"))
		size = atoi(strstr(name, "_m") + 2) / 8;
	memset(&before, 0, sizeof before);
	memset(&after, 0, sizeof after);
	before.control = 0xffff0000 | 0x7f | (choose(2) ? 0x300 : (choose(4) ? choose(4) : 0) << 8) | (choose(2) ? 0 : choose(4)) << 10;
	if (open)
		before.control &= ~(1u << choose(6)) & ~(choose(2) << choose(6));
	int top = choose(8), full = choose(4) ? choose(10) ? 5 : 8 : choose(9);
	before.status = 0xffff0000 | top << 11 | (choose(4) ? 0 : choose(8) << 8 | choose(2) << 14);
	if (!open && !choose(4))
		before.status |= choose(64);
	before.tags = 0xffff0000;
	for (int n = 0; n < 8; n++) {
		before.tags |= (n < full && (full == 5 || choose(6)) ? 0u : 3u) << 2 * ((top + n) & 7);
		extended(before.registers[n]);
	}
	if (full == 5 && !choose(2))
		before.tags |= 3u << 2 * top;
	if (!strncmp(name, "fcmov", 5))
		before.tags = 0xffff0000;
	if (strstr(name, "comi")) /* whether it compares all the same */
		before.control |= 3;
	if (!strncmp(name, "fld_m", 5) || !strcmp(name, "three") || !strcmp(name, "four")) /* whether a denormal is loaded all the same */
		before.control |= 2;
	for (int n = 0; n < 64; n += 4)
		number(operand + n, 4);
	if (size == 10)
		extended(operand);
	else if (size > 2)
		number(operand, size);
	if (sse) {
		for (int n = 0; n < 32; n += size)
			number(vectors + n, size), number(operand + n, size);
		number(vectors + 32, size);
	}
	if (strstr(name, "cvtdq") || strstr(name, "cvtpi"))
		for (int n = 0; n < 8; n++)
			((u32 *)vectors)[n] = choose(4) ? choose(64) - 32 : any();
	general = choose(2) ? any() : choose(64) - 32;
	mxcsr = 0x1f80 | (choose(2) ? 0 : choose(4)) << 13 | (choose(4) ? 0 : choose(2) << 15 | choose(2) << 6) | (open || choose(3) ? 0 : choose(64));
	if (open)
		mxcsr = (mxcsr & ~(1u << (7 + choose(6))) & ~(choose(2) << (7 + choose(6)))) | 0xc00; /* OE and UE: __init__.py says what of them */
	mxcsr_after = 0;
	flags_after = 0;
	flags = 0x202 | (choose(256) & 0xd5);
	seen.number = 0, seen.code = 0, seen.place = 0;
}

static void hex(const void *p, int size)
{
	putchar(' ');
	for (int n = size - 1; n >= 0; n--)
		printf("%02x", ((const u8 *)p)[n]);
}

static void show(const char *name, bool sse)
{
	if (sse) {
		printf(" mxcsr %x v", mxcsr_after);
		hex(vectors, 16), hex(vectors + 32, 8);
		printf(" g %lx", general);
	} else {
		if (strstr(name, "comi") || !strncmp(name, "ffree", 5)) /* some clear C1 */
			after.status &= ~0x200u;
		printf(" cw %x sw %x tags %x g %lx", after.control & 0xffff, after.status & 0xffff, after.tags & 0xffff, general);
		for (int n = 0; n < 8; n++)
			if ((after.tags >> 2 * ((n + (after.status >> 11 & 7)) & 7) & 3) != 3)
				hex(after.registers[n], 10);
			else
				printf(" -");
	}
	hex(operand, 12);
	printf(" f %lx signal %d %d %ld\n", flags_after & 0xcd5, seen.number, seen.code, seen.place);
}

int main(int argc, char **argv)
{
	u64 seed = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	int count = argc > 2 ? atoi(argv[2]) : 1000;
	bool open = argc > 3;
	struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
	sigaction(SIGFPE, &action, NULL);
	setvbuf(stdout, NULL, _IOFBF, 1 << 16);
	for (int n = 0; n < count; n++) {
		state = seed * 0x9e3779b97f4a7c15 + n * 0xd1b54a32d192ed03 + 1;
		for (int i = 0; i < 4; i++)
			choose(2);
		int which = choose(sizeof operations / sizeof *operations);
		bool sse = operations[which].sse;
		begin(operations[which].name, sse, open);
		printf("%d %s", n, operations[which].name);
		if (sse) {
			printf(" mxcsr %x v", mxcsr);
			hex(vectors, 16), hex(vectors + 16, 16), hex(vectors + 32, 8);
		} else {
			printf(" cw %x sw %x tags %x", before.control & 0xffff, before.status & 0xffff, before.tags & 0xffff);
			hex(before.registers[0], 10), hex(before.registers[1], 10), hex(before.registers[2], 10);
		}
		hex(operand, 10);
		printf(" f %lx :", flags & 0xd5);
		operations[which].run();
		show(operations[which].name, sse);
	}
	return 0;
}
