// needs: x86-64
#include "faults.h"

static int x87(void)
{
	unsigned short control = 0x0340;
	__asm__ volatile("fninit\n fldcw %0\n fld1\n fldz\n fdivrp\n fwait" ::"m"(control));
	return 0;
}

int main(void)
{
	try_("x87", x87);
	return 0;
}
