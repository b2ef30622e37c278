// times(2): children count only once they are waited for; a child starts from 0; the ticks of the clock never go back.
#include "behaviour.h"
#include <sys/times.h>

static int fresh(void)
{
	struct tms now;
	CHECK(times(&now) != (clock_t)-1);
	printf("in the child: %ld %ld\n", (long)now.tms_cutime, (long)now.tms_cstime);
	return 0;
}

int main(void)
{
	struct tms now;
	SHOW(sysconf(_SC_CLK_TCK));
	clock_t first = times(&now);
	printf("children %ld %ld own in range %d\n", (long)now.tms_cutime, (long)now.tms_cstime, now.tms_utime >= 0 && now.tms_utime < 1000);
	show_status(wait_status(child(fresh)));
	clock_t second = times(NULL);
	printf("not back %d\n", second >= first);
	return 0;
}
