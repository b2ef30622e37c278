// flags: -lm
/* The x87's functions of all kinds of operands: values, exceptions, and what says that an operand was too large or that there is more to
 * do; on an empty and on a full stack; and with exceptions that are not masked. */
#include "behaviour.h"
#include <fenv.h>
#include <math.h>

static unsigned short status;
static unsigned char registers[2][10];

static void show(const char *name, long double x, long double y, unsigned conditions, int results)
{
	printf("%s %Lg %Lg ->", name, x, y);
	for (int n = 0; n < results; n++) {
		printf(" ");
		for (int i = 9; i >= 0; i--)
			printf("%02x", registers[n][i]);
	}
	printf(" %02x\n", status & (0x7f | conditions));
}

/* ST(0) is x, ST(1) is y; what is in ST(0) and ST(1) then. */
#define FUNCTION(name, conditions, results) \
	static void name(long double x, long double y) \
	{ \
		asm volatile("fninit; fldt %4; fldt %3; " #name "; fnstsw %2; fstpt %0; fstpt %1; fninit" \
			     : "=m"(registers[0]), "=m"(registers[1]), "=m"(status) \
			     : "m"(x), "m"(y)); \
		show(#name, x, y, conditions, results); \
	}

FUNCTION(f2xm1, 0, 2)
FUNCTION(fyl2x, 0, 1)
FUNCTION(fptan, 0x400, 2)
FUNCTION(fpatan, 0, 1)
FUNCTION(fxtract, 0, 2)
FUNCTION(fprem1, 0x4700, 2)
FUNCTION(fprem, 0x4700, 2)
FUNCTION(fyl2xp1, 0, 1)
FUNCTION(fsincos, 0x400, 2)
FUNCTION(fscale, 0, 2)
FUNCTION(fsin, 0x400, 2)
FUNCTION(fcos, 0x400, 2)

static void taken(int number, siginfo_t *info, void *context)
{
	printf("signal %d code %d\n", number, info->si_code);
	fflush(stdout);
	_exit(0);
}

static int not_masked(void)
{
	struct sigaction action = {.sa_sigaction = taken, .sa_flags = SA_SIGINFO};
	sigaction(SIGFPE, &action, NULL);
	feenableexcept(FE_DIVBYZERO);
	asm volatile("fld1; fldz; fyl2x; fwait");
	return 1;
}

static void of_a_stack(const char *name)
{
	unsigned image[27];
	asm volatile("fnsave %0" : "=m"(image));
	printf("%s: status %04x tags %04x\n", name, image[1] & 0x387f, image[2] & 0xffff);
}

int main(void)
{
	static const long double values[] = {0, -0.0L, 1, -1, 2, 0.5L, -0.25L, 0.3L, 10, 1e300L, 1e-300L, INFINITY, -INFINITY, NAN,
					     3.14159265358979323846L, -7, 123456789.125L, 0.7L, -0.29L, 1e18L, 1e-4940L};
	static void (*const functions[])(long double, long double) = {f2xm1, fyl2x, fptan, fpatan, fxtract, fprem1,
								       fprem, fyl2xp1, fsincos, fscale, fsin, fcos};
	int count = sizeof values / sizeof *values;
	for (int f = 0; f < 12; f++)
		for (int i = 0; i < count; i++)
			for (int j = 0; j < (f == 0 || f == 2 || f == 4 || f == 8 || f > 9 ? 1 : count); j++)
				/* outside of what they are for, they differ from one processor to the next */
				if ((f != 0 || fabsl(values[i]) <= 1) && (f != 7 || fabsl(values[i]) < 0.29L))
					functions[f](values[i], values[j]);
	asm volatile("fninit; fld1; fyl2x");
	of_a_stack("too little");
	asm volatile("fninit; fld1; fld1; fld1; fld1; fld1; fld1; fld1; fld1; fsincos");
	of_a_stack("too much");
	printf("%.17Lg %.17Lg %.17g %.17g\n", powl(1.1L, 100.3L), fmodl(1e300L, 0.7L), log(0.1), atan2(1, 3));
	show_status(wait_status(child(not_masked)));
	return 0;
}
