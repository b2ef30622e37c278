#include "../memory/faults.h"
static const int constant = 5;
static int initialised = 6, zero[5000];
int main(void)
{
	catch_faults();
	printf("text %s", try_read((char *)main));
	printf(", write %s\n", try_write((char *)main));
	printf("constant %s", try_read((char *)&constant));
	printf(", write %s", try_write((char *)&constant));
	printf(", call %s\n", try_call((void *)&constant));
	printf("data %d %s", initialised, try_write((char *)&initialised));
	printf(", call %s\n", try_call(&initialised));
	int sum = 0;
	for (int i = 0; i < 5000; i++)
		sum += zero[i];
	printf("bss %d %s", sum, try_write((char *)&zero[4999]));
	printf(", call %s\n", try_call(zero));
	char local = 0xc3;
	printf("stack call %s\n", try_call(&local));
	char *heap = malloc(10);
	heap[0] = 0xc3;
	printf("heap call %s\n", try_call(heap));
}
