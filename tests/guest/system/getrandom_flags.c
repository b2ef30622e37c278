#include "behaviour.h"
#include <sys/random.h>

int main(void)
{
	char a[64] = "", b[64] = "", zero[64] = "";
	SHOW(getrandom(a, 64, 0));
	SHOW(getrandom(b, 64, GRND_RANDOM | GRND_NONBLOCK));
	SHOW(memcmp(a, b, 64) != 0);
	SHOW(memcmp(a, zero, 64) != 0);
	SHOW(getrandom(a, 0, 0));
	SHOW(getrandom(a, 8, 8));
	SHOW(getrandom(a, 8, GRND_RANDOM | GRND_INSECURE));
	SHOW(getrandom((void *)8, 8, 0));
	char *big = malloc(300000);
	SHOW(getrandom(big, 300000, 0));
}
