/* The exception of a denormal operand, let through: SSE arithmetic that takes one, the x87 when it loads or uses one; what only
 * moves or converts to integers does not mind. A signalling NaN, and DAZ, leave nothing of it. */
#include "faults.h"

float tiny __attribute__((aligned(16))), floats[4] __attribute__((aligned(16)));
double small __attribute__((aligned(16))), doubles[2] __attribute__((aligned(16)));
const unsigned let_through = 0x1e80, open_with_daz = 0x1ec0;
static const unsigned short word = 0x37d;
float one = 1, nan_;
unsigned seen;
int where;

#define LOAD "movaps floats, %%xmm1\n movaps doubles, %%xmm2\n movss tiny, %%xmm3\n movsd small, %%xmm4\n movss one, %%xmm5\n cvtss2sd one, %%xmm6\n movss nan_, %%xmm7\n"
#define SSE(name, text) \
	static int name(void) \
	{ \
		__asm__ volatile("ldmxcsr %0\n " LOAD text "\n stmxcsr seen" : : "m"(let_through) : "memory"); \
		printf("flags %#x ", seen & 0x3f); \
		fflush(stdout); \
		return where; \
	}
#define X87(name, text) \
	static int name(void) \
	{ \
		unsigned short status; \
		__asm__ volatile("fninit\n fldcw %1\n " text "\n fnstsw %0" : "=a"(status) : "m"(word) : "memory"); \
		printf("flags %#x ", status & 0xbf); \
		fflush(stdout); \
		__asm__ volatile("fnclex"); \
		return where; \
	}

SSE(adds, "addss %%xmm3, %%xmm5")
SSE(adds_memory, "addss tiny, %%xmm5")
SSE(adds_to_one, "addss %%xmm5, %%xmm3")
SSE(multiplies_double, "mulsd %%xmm4, %%xmm6")
SSE(divides_packed, "divps %%xmm1, %%xmm5")
SSE(packed_upper, "minps floats, %%xmm5")
SSE(packed_double, "maxpd %%xmm2, %%xmm6")
SSE(root, "sqrtss %%xmm3, %%xmm5")
SSE(root_into_tiny, "sqrtss %%xmm5, %%xmm3")
SSE(compares, "ucomiss %%xmm3, %%xmm5")
SSE(compares_double, "cmpltsd small, %%xmm6")
SSE(widens, "cvtss2sd tiny, %%xmm6")
SSE(narrows, "cvtsd2ss %%xmm4, %%xmm5")
SSE(to_an_integer, "cvtss2si %%xmm3, %%eax")
SSE(moves, "movss %%xmm3, %%xmm5")
SSE(bits, "xorps floats, %%xmm5")
SSE(with_a_quiet_nan, "addss %%xmm3, %%xmm7")
SSE(without_one, "addss %%xmm5, %%xmm5")
SSE(with_daz, "ldmxcsr open_with_daz\n addss %%xmm3, %%xmm5")
X87(loads, "flds tiny\n fwait")
X87(loads_double, "fldl small\n fwait")
X87(adds_x87, "flds one\n fadds tiny\n fwait")
X87(multiplies_x87, "fld1\n fmull small\n fwait")
X87(compares_x87, "fld1\n fcoms tiny\n fwait")
X87(integer, "fildl where\n fwait")
X87(stores, "fld1\n fstps floats\n fwait")
X87(not_waited_for, "flds tiny")

int main(void)
{
	memcpy(&tiny, "\x01\x00\x00\x00", 4);
	memcpy(&small, "\x01\x00\x00\x00\x00\x00\x00", 8);
	memcpy(&nan_, "\x00\x00\xc0\x7f", 4);
	floats[0] = 1;
	floats[1] = 2;
	floats[2] = tiny;
	floats[3] = 3;
	doubles[0] = 1;
	doubles[1] = small;
#define TRY(name) try_(#name, name), puts("")
	TRY(adds);
	TRY(adds_memory);
	TRY(adds_to_one);
	TRY(multiplies_double);
	TRY(divides_packed);
	TRY(packed_upper);
	TRY(packed_double);
	TRY(root);
	TRY(root_into_tiny);
	TRY(compares);
	TRY(compares_double);
	TRY(widens);
	TRY(narrows);
	TRY(to_an_integer);
	TRY(moves);
	TRY(bits);
	TRY(with_a_quiet_nan);
	TRY(without_one);
	TRY(with_daz);
	TRY(loads);
	TRY(loads_double);
	TRY(adds_x87);
	TRY(multiplies_x87);
	TRY(compares_x87);
	TRY(integer);
	TRY(stores);
	TRY(not_waited_for);
	return 0;
}
