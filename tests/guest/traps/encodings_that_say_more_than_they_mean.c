// needs: x86-64
// flags: -fno-pie -no-pie
/* Instructions in encodings that no assembler chooses: bits and prefixes that say nothing, and shifts whose operand is relative to what comes behind a
 * constant. They do what the usual ones do. */
#include "behaviour.h"
#include <asm/prctl.h>

static volatile unsigned long place[3] = {0x1111111111111111, 0x0123456789abcdef, 0x2222222222222222};
static const unsigned long source = 0xfedcba9876543210;
static float four[4] __attribute__((aligned(16))) = {1, 2, 3, 4}, other[4] __attribute__((aligned(16))) = {1, 3, 2, 4};

static void shifts(void)
{
	unsigned long flags;
#define SHIFT(text) \
	__asm__ volatile(text "\n\tpushf\n\tpop %1" : "+m"(place[1]), "=r"(flags) : "r"(source) : "cc", "memory"); \
	printf("%s: %lx %lx %lx, carry %lu\n", text, place[0], place[1], place[2], flags & 1)
	SHIFT("shldq $12, %2, place+8(%%rip)");
	SHIFT("shrdq $20, %2, place+8(%%rip)");
	SHIFT("shldl $7, %k2, place+8(%%rip)");
	SHIFT("shrdl $9, %k2, place+12(%%rip)");
	SHIFT("shldw $3, %w2, place+10(%%rip)");
}

static void tests(void)
{
	unsigned char zero, sign;
#define TEST(value, text) \
	__asm__ volatile(".byte " text "\n\tsetz %0\n\tsets %1" : "=q"(zero), "=q"(sign) : "a"(value), "b"(&place[0]) : "cc"); \
	printf("test " text ": %d %d\n", zero, sign)
	TEST(0x80, "0xf6, 0xc8, 0x80");
	TEST(0x80, "0xf6, 0xc8, 0x7f");
	TEST(0x80000000, "0xf7, 0xc8, 0, 0, 0, 0x80");
	TEST(0x8000, "0x66, 0xf7, 0xc8, 0, 0x80");
	TEST(-1l, "0x48, 0xf7, 0xc8, 0, 0, 0, 0x80");
	TEST(0, "0xf6, 0x0b, 0x11");
	TEST(0, "0x48, 0xf7, 0x4b, 0x08, 1, 0, 0, 0");
}

static void moves(void)
{
	unsigned long value = 5;
	__asm__ volatile(".byte 0x44, 0xc7, 0xc0, 1, 2, 3, 4" : "+a"(value));
	printf("%lx\n", value);
	__asm__ volatile(".byte 0x4c, 0xc7, 0xc0, 1, 2, 3, 0xff" : "+a"(value));
	printf("%lx\n", value);
	__asm__ volatile(".byte 0x44, 0xc6, 0xc0, 0x77" : "+a"(value));
	printf("%lx\n", value);
	__asm__ volatile(".byte 0x44, 0xc6, 0x43, 0x10, 0x66" : : "b"(&place[0]) : "memory");
	printf("%lx\n", place[2]);
}

static void compares(void)
{
	unsigned int masks[4];
#define COMPARE(text) \
	__asm__ volatile("movaps %1, %%xmm0\n\tmovaps %2, %%xmm1\n\t.byte " text "\n\tmovups %%xmm0, %0" : "=m"(masks) : "m"(four), "m"(other) : "xmm0", "xmm1"); \
	printf("compare " text ": %x %x %x %x\n", masks[0], masks[1], masks[2], masks[3])
	COMPARE("0x0f, 0xc2, 0xc1, 1");
	COMPARE("0x0f, 0xc2, 0xc1, 9");
	COMPARE("0x0f, 0xc2, 0xc1, 0xfd");
	COMPARE("0xf3, 0x0f, 0xc2, 0xc1, 0x40");
	COMPARE("0x66, 0x0f, 0xc2, 0xc1, 0x21");
}

static void nothings(void)
{
	unsigned long value = 0x1234, flags = 0;
	__asm__ volatile(".byte 0x0f, 0x18, 0xc0\n\t.byte 0x0f, 0x18, 0xd8\n\t.byte 0x48, 0x0f, 0x18, 0xcb" : "+a"(value));
	printf("%lx\n", value);
	__asm__ volatile("mov $0xd500, %%eax\n\t.byte 0x48, 0x9e\n\tmov $0, %%eax\n\t.byte 0x40, 0x9f\n\tpushf\n\tpop %1" : "=a"(value), "=r"(flags) : : "cc", "memory");
	printf("%lx %lx\n", value & 0xff00, flags & 0xd5);
}

static void segments(void)
{
	unsigned long value;
	unsigned long base = (unsigned long)&place[0];
	CHECK(syscall(SYS_arch_prctl, ARCH_SET_GS, base) == 0);
#define LOAD(text) \
	__asm__ volatile(".byte " text ", 0x48, 0x8b, 0x04, 0x25, 0x10, 0, 0, 0" : "=a"(value)); \
	printf("load " text ": %lx\n", value)
	LOAD("0x65");
	LOAD("0x65, 0x2e");
	LOAD("0x65, 0x3e, 0x26");
	LOAD("0x65, 0x66, 0x36");
	LOAD("0x3e, 0x65");
}

int main(void)
{
	for (int round = 0; round < 2; round++) {
		shifts();
		tests();
		moves();
		compares();
		nothings();
		segments();
	}
	return 0;
}
