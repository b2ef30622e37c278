// needs: root
#include "behaviour.h"
#include <sys/time.h>
#include <time.h>

int main(void)
{
	struct timespec now;
	struct timeval tv;
	struct timezone zone = {0, 0};
	CHECK(setresuid(65534, 65534, 65534) == 0);
	clock_gettime(CLOCK_REALTIME, &now);
	SHOW(syscall(SYS_clock_settime, CLOCK_REALTIME, &now));
	gettimeofday(&tv, NULL);
	SHOW(syscall(SYS_settimeofday, &tv, NULL));
	SHOW(syscall(SYS_settimeofday, NULL, &zone));
	tv.tv_usec = 1000000;
	SHOW(syscall(SYS_settimeofday, &tv, NULL));
	return 0;
}
