// needs: x86-64
/* Exceptions of the x87 that the control word does not mask come with the next x87 instruction, each with its si_code. */
#include "faults.h"

static const unsigned short all_but_precision = 0x0360, all = 0x0340, underflow_only = 0x036f;
static const double big = 1.7976931348623157e308, minus_one = -1.0, tiny = 4.9e-324;
static const float three = 3.0;
static double stored;
static float narrow;
static short half;

static int divides(void) { __asm__ volatile("fninit\n fldcw %0\n fld1\n fldz\n fdivrp\n fwait" ::"m"(all_but_precision)); return 0; }
static int invalid(void) { __asm__ volatile("fninit\n fldcw %0\n fldz\n fldz\n fdivrp\n fwait" ::"m"(all_but_precision)); return 0; }
static int root(void) { __asm__ volatile("fninit\n fldcw %0\n fldl %1\n fsqrt\n fwait" ::"m"(all_but_precision), "m"(minus_one)); return 0; }
static int underflows_stack(void) { __asm__ volatile("fninit\n fldcw %0\n fstp %%st(0)\n fwait" ::"m"(all_but_precision)); return 0; }
static int overflows_stack(void)
{
	__asm__ volatile("fninit\n fldcw %0\n fld1\n fld1\n fld1\n fld1\n fld1\n fld1\n fld1\n fld1\n fld1\n fwait" ::"m"(all_but_precision));
	return 0;
}
static int overflows(void) { __asm__ volatile("fninit\n fldcw %0\n fldl %1\n fstps %2\n fwait" ::"m"(all_but_precision), "m"(big), "m"(narrow)); return 0; }
static int underflows(void) { __asm__ volatile("fninit\n fldcw %0\n fldl %1\n fstps %2\n fwait" ::"m"(underflow_only), "m"(tiny), "m"(narrow)); return 0; }
static int inexact(void) { __asm__ volatile("fninit\n fldcw %0\n fld1\n fdivs %1\n fwait" ::"m"(all), "m"(three)); return 0; }
static int narrow_integer(void) { __asm__ volatile("fninit\n fldcw %0\n fldl %1\n fistps %2\n fwait" ::"m"(all_but_precision), "m"(big), "m"(half)); return 0; }
static int nothing_waits(void)
{
	__asm__ volatile("fninit\n fldcw %0\n fld1\n fldz\n fdivrp\n fnclex\n fwait\n fninit" ::"m"(all_but_precision));
	printf("cleared before anybody looked\n");
	fflush(stdout);
	return 0;
}
static int by_the_next(void) { __asm__ volatile("fninit\n fldcw %0\n fld1\n fldz\n fdivrp\n nop\n nop\n fstl %1" ::"m"(all_but_precision), "m"(stored)); return 0; }
static int loaded_later(void)
{
	/* an exception that happened while masked traps when it is unmasked */
	__asm__ volatile("fninit\n fld1\n fldz\n fdivrp\n fldcw %0\n fwait" ::"m"(all_but_precision));
	return 0;
}

int main(void)
{
	try_("divide", divides);
	try_("zero by zero", invalid);
	try_("root of -1", root);
	try_("empty stack", underflows_stack);
	try_("full stack", overflows_stack);
	try_("overflow", overflows);
	try_("underflow", underflows);
	try_("inexact", inexact);
	try_("integer too large", narrow_integer);
	try_("cleared", nothing_waits);
	try_("the next instruction", by_the_next);
	try_("unmasked later", loaded_later);
	return 0;
}
