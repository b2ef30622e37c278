// needs: root
#include "behaviour.h"
#include <sys/resource.h>

int main(void)
{
	struct rlimit l = { 100, 200 };
	SHOW(setrlimit(RLIMIT_NPROC, &l));
	CHECK(setresuid(1000, 1000, 1000) == 0);
	l.rlim_max = 180;
	SHOW(setrlimit(RLIMIT_NPROC, &l));
	l.rlim_max = 190;
	SHOW(setrlimit(RLIMIT_NPROC, &l));
	SHOW(prlimit(1, RLIMIT_NPROC, NULL, &l));
}
