/* 400 copies of one MiB. */
#include <string.h>
static char from[1 << 20], to[1 << 20];
int main(void)
{
	for (int i = 0; i < 400; i++) {
		from[i] = (char)i;
		memcpy(to, from, sizeof to);
		__asm__ volatile("" ::: "memory");
	}
	return to[399] != (char)399;
}
