#include "faults.h"
int main(void)
{
	catch_faults();
	printf("%s\n", try_read(NULL));
	printf("%s\n", try_write((char *)8));
	printf("%s\n", try_call(NULL));
	printf("%s\n", try_read((char *)0x7fffffffffff));
	printf("%s\n", try_read((char *)0xffffffff81000000));
	printf("%s\n", try_write((char *)0xffffffff81000000));
	printf("%s\n", try_read((char *)0x8000000000000000) + 0);
}
