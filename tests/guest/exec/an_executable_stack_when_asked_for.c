// flags: -Wl,-z,execstack
#include "../memory/faults.h"
int main(void)
{
	catch_faults();
	volatile unsigned char code[2] = { 0xc3 };
	printf("stack call %s\n", try_call((void *)code));
}
