#include "behaviour.h"
#include <sys/personality.h>
#include <sys/utsname.h>

int main(void)
{
	struct utsname u;
	int major = 0, minor = 0;
	SHOW(uname(&u));
	printf("%s %s\n", u.sysname, u.machine);
	CHECK(sscanf(u.release, "%d.%d", &major, &minor) == 2);
	printf("%d\n", major >= 5);
	SHOW(syscall(SYS_uname, 1L));
	SHOW(personality(0xffffffff));
	SHOW(personality(PER_LINUX32));
	SHOW(uname(&u));
	printf("%s\n", u.machine);
	SHOW(personality(UNAME26));
	uname(&u);
	printf("%.4s\n", u.release);
	SHOW(personality(0));
}
