// adjtime(3) without an amount says what is left of the last one, to the unprivileged too; giving one is for the privileged.
#include "behaviour.h"
#include <sys/time.h>

int main(void)
{
	struct timeval left = {9, 9}, more = {0, 100};
	setuid(65534);
	SHOW(adjtime(NULL, &left));
	printf("left %ld %ld\n", (long)left.tv_sec, (long)left.tv_usec);
	SHOW(adjtime(&more, NULL));
	return 0;
}
