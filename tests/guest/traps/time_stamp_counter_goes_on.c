#include "behaviour.h"
#include <x86intrin.h>

int main(void)
{
	unsigned int cpu;
	unsigned long a = __rdtsc(), b = __rdtsc(), c = __rdtscp(&cpu), d = __rdtscp(&cpu);
	printf("%d %d %d\n", a < b, b < c, c < d);
	usleep(10000);
	printf("%d\n", __rdtsc() - d > 1000000);
	return 0;
}
