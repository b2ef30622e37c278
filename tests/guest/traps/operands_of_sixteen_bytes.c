/* Instructions of SSE want an operand of 16 bytes in memory on a multiple of 16: #GP, SIGSEGV without an address, and nothing is done. Those
 * made for it, those of fewer bytes, and a few late ones take any address. */
#include "faults.h"

static char area[128] __attribute__((aligned(64)));
static char *operand;

#define OPERANDS(X) \
	X("movaps (%0), %%xmm1") X("movaps %%xmm1, (%0)") X("movapd (%0), %%xmm1") X("movapd %%xmm1, (%0)") \
	X("movdqa (%0), %%xmm1") X("movdqa %%xmm1, (%0)") X("movntps %%xmm1, (%0)") X("movntpd %%xmm1, (%0)") \
	X("movntdq %%xmm1, (%0)") X("movups (%0), %%xmm1") X("movups %%xmm1, (%0)") \
	X("movupd (%0), %%xmm1") X("movdqu (%0), %%xmm1") X("movdqu %%xmm1, (%0)") X("lddqu (%0), %%xmm1") \
	X("movlps (%0), %%xmm1") X("movhpd (%0), %%xmm1") X("movq (%0), %%xmm1") X("movss (%0), %%xmm1") X("movsd (%0), %%xmm1") \
	X("movddup (%0), %%xmm1") X("movshdup (%0), %%xmm1") X("movsldup (%0), %%xmm1") \
	X("addps (%0), %%xmm1") X("addpd (%0), %%xmm1") X("addss (%0), %%xmm1") X("addsd (%0), %%xmm1") X("sqrtps (%0), %%xmm1") \
	X("rsqrtps (%0), %%xmm1") X("rcpps (%0), %%xmm1") X("rcpss (%0), %%xmm1") X("andps (%0), %%xmm1") X("andnpd (%0), %%xmm1") \
	X("xorps (%0), %%xmm1") X("mulpd (%0), %%xmm1") X("divps (%0), %%xmm1") X("minps (%0), %%xmm1") X("maxsd (%0), %%xmm1") \
	X("cmpltps (%0), %%xmm1") X("cmpeqsd (%0), %%xmm1") X("ucomiss (%0), %%xmm1") X("comisd (%0), %%xmm1") \
	X("shufps $1, (%0), %%xmm1") X("shufpd $1, (%0), %%xmm1") X("unpcklps (%0), %%xmm1") X("unpckhpd (%0), %%xmm1") \
	X("cvtdq2ps (%0), %%xmm1") X("cvtps2dq (%0), %%xmm1") X("cvttps2dq (%0), %%xmm1") X("cvtps2pd (%0), %%xmm1") \
	X("cvtpd2ps (%0), %%xmm1") X("cvtdq2pd (%0), %%xmm1") X("cvtpd2dq (%0), %%xmm1") X("cvttpd2dq (%0), %%xmm1") \
	X("cvtss2sd (%0), %%xmm1") X("cvtsi2sdl (%0), %%xmm1") X("cvtpi2ps (%0), %%xmm1") X("cvtpd2pi (%0), %%mm1\n emms") \
	X("cvttpd2pi (%0), %%mm1\n emms") X("cvtps2pi (%0), %%mm1\n emms") \
	X("haddps (%0), %%xmm1") X("hsubpd (%0), %%xmm1") X("addsubps (%0), %%xmm1") X("addsubpd (%0), %%xmm1") \
	X("punpcklbw (%0), %%xmm1") X("punpckhqdq (%0), %%xmm1") X("packuswb (%0), %%xmm1") X("pcmpeqb (%0), %%xmm1") \
	X("pshufd $1, (%0), %%xmm1") X("pshufhw $1, (%0), %%xmm1") X("pshuflw $1, (%0), %%xmm1") X("psrlw (%0), %%xmm1") \
	X("psllq (%0), %%xmm1") X("psrad (%0), %%xmm1") X("paddq (%0), %%xmm1") X("psubusb (%0), %%xmm1") X("pand (%0), %%xmm1") \
	X("pxor (%0), %%xmm1") X("pmuludq (%0), %%xmm1") X("psadbw (%0), %%xmm1") X("pmaxub (%0), %%xmm1") X("pavgb (%0), %%xmm1") \
	X("pmaddwd (%0), %%xmm1") X("pinsrw $1, (%0), %%xmm1") X("paddb (%0), %%mm1\n emms") X("pshufw $1, (%0), %%mm1\n emms") \
	X("fxsave (%0)") X("fnsave (%0)") X("fldt (%0)") X("lock; cmpxchg8b (%0)")

static int number;

/* All in one function, as a case for each; the operand's address is in a register that the block begins with. */
static int one(void)
{
	int n = 0;
#define X(text) \
	if (number == n++) { \
		__asm__ volatile(text : : "r"(operand), "a"(0), "d"(0) : "ecx", "memory", "cc"); \
		return 0; \
	}
	OPERANDS(X)
#undef X
	return 1;
}

static const char *const texts[] = {
#define X(text) text,
	OPERANDS(X)
#undef X
};

int main(void)
{
	static char saved[1024] __attribute__((aligned(64)));
	for (number = 0; number < (int)(sizeof texts / sizeof *texts); number++) {
		char *place = strstr(texts[number], "save") ? saved : area;
		printf("%.*s", (int)strcspn(texts[number], "\n"), texts[number]);
		operand = place;
		try_(" on 0", one);
		for (int odd = 1; odd < 16; odd += odd < 4 ? 3 : 4) {
			char words[20];
			snprintf(words, sizeof words, " on %d", odd);
			operand = place + 32 + odd;
			try_(words, one);
		}
		puts("");
	}
	return 0;
}
