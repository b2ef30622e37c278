#include "behaviour.h"
#include <sys/time.h>

int main(void)
{
	struct itimerval bad[] = {{{0, 0}, {0, 1000000}}, {{0, -1}, {1, 0}}, {{-1, 0}, {1, 0}}, {{0, 0}, {-1, 0}}}, old;
	for (int i = 0; i < 4; i++)
		SHOW(setitimer(ITIMER_REAL, &bad[i], NULL));
	struct itimerval good = {{0, 0}, {100, 0}};
	SHOW(setitimer(3, &good, NULL));
	SHOW(setitimer(-1, &good, NULL));
	SHOW(getitimer(3, &old));
	SHOW(syscall(SYS_setitimer, ITIMER_REAL, (void *)8, NULL));
	SHOW(syscall(SYS_setitimer, ITIMER_REAL, &good, (void *)8));
	SHOW(syscall(SYS_getitimer, ITIMER_REAL, (void *)8));
	SHOW(syscall(SYS_getitimer, ITIMER_REAL, &old));
	printf("armed %d\n", old.it_value.tv_sec > 90);
	SHOW(syscall(SYS_setitimer, ITIMER_REAL, NULL, &old));
	printf("was armed %d\n", old.it_value.tv_sec > 90);
	SHOW(syscall(SYS_getitimer, ITIMER_REAL, &old));
	printf("armed %d\n", old.it_value.tv_sec > 0);
	return 0;
}
