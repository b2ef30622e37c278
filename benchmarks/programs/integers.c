/* 200 million turns of an integer loop. */
#include <stdint.h>
int main(void)
{
	uint64_t x = 88172645463325252u;
	for (int i = 0; i < 200000000; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
	}
	return x == 0;
}
