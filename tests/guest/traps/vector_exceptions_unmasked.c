// needs: x86-64
// flags: -lm
/* Exceptions of SSE arithmetic that MXCSR does not mask are SIGFPE, each with its si_code; masked ones are only noted. */
#include "faults.h"
#include <fenv.h>
#include <float.h>
#include <xmmintrin.h>

static volatile double zero = 0, one = 1, three = 3, big = DBL_MAX, small = DBL_MIN, nothing, infinity_;
static volatile float single_zero = 0, single_one = 1;
static volatile double result;
static volatile float single_result;
static volatile int whole;

static int divides(void) { feenableexcept(FE_DIVBYZERO); result = one / zero; return 0; }
static int divides_single(void) { feenableexcept(FE_DIVBYZERO); single_result = single_one / single_zero; return 0; }
static int invalid(void) { feenableexcept(FE_INVALID); result = zero / zero; return 0; }
static int root(void) { feenableexcept(FE_INVALID); double r; __asm__ volatile("sqrtsd %1, %0" : "=x"(r) : "x"(-one)); result = r; return 0; }
static int overflows(void) { feenableexcept(FE_OVERFLOW); result = big * big; return 0; }
static int underflows(void) { feenableexcept(FE_UNDERFLOW); result = small * small; return 0; }
static int inexact(void) { feenableexcept(FE_INEXACT); result = one / three; return 0; }
static int converts(void) { feenableexcept(FE_INVALID); whole = (int)big; return 0; }
static int narrows(void) { feenableexcept(FE_OVERFLOW); single_result = (float)big; return 0; }
static int subtracts(void) { feenableexcept(FE_INVALID); result = infinity_ - infinity_; return 0; }
static int compares(void) { feenableexcept(FE_INVALID); double n = __builtin_nan(""); whole = one < (volatile double){n}; return 0; }
static int others_are_masked(void) { feenableexcept(FE_DIVBYZERO); result = zero / zero; result = big * big; printf("went on\n"); fflush(stdout); return 0; }
static int raised(void) { feenableexcept(FE_DIVBYZERO); feraiseexcept(FE_DIVBYZERO); return 0; }
static int packed(void)
{
	feenableexcept(FE_DIVBYZERO);
	__m128 a = _mm_set_ps(1, 1, 1, 1), b = _mm_set_ps(1, 0, 1, 1);
	__asm__ volatile("divps %1, %0" : "+x"(a) : "x"(b));
	return 0;
}
int main(void)
{
	infinity_ = __builtin_inf();
	try_("divide", divides);
	try_("divide of floats", divides_single);
	try_("zero by zero", invalid);
	try_("root of -1", root);
	try_("overflow", overflows);
	try_("underflow", underflows);
	try_("inexact", inexact);
	try_("conversion to an integer", converts);
	try_("conversion to float", narrows);
	try_("infinity less infinity", subtracts);
	try_("comparison with NaN", compares);
	try_("masked ones", others_are_masked);
	try_("feraiseexcept", raised);
	try_("one of four", packed);
	feclearexcept(FE_ALL_EXCEPT);
	result = one / zero;
	printf("noted: divide %d\n", !!fetestexcept(FE_DIVBYZERO));
	result = big * big;
	printf("noted: overflow %d inexact %d invalid %d\n", !!fetestexcept(FE_OVERFLOW), !!fetestexcept(FE_INEXACT), !!fetestexcept(FE_INVALID));
	feclearexcept(FE_ALL_EXCEPT);
	result = zero / zero;
	printf("noted: invalid %d inexact %d\n", !!fetestexcept(FE_INVALID), !!fetestexcept(FE_INEXACT));
	return 0;
}
