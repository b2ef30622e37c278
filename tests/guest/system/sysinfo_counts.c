#include "behaviour.h"
#include <sys/sysinfo.h>

int main(void)
{
	struct sysinfo s;
	memset(&s, 0xff, sizeof s);
	SHOW(sysinfo(&s));
	SHOW(s.totalram >= s.freeram);
	SHOW(s.totalram > 0);
	SHOW(s.mem_unit);
	SHOW(s.procs >= 1);
	SHOW(s.uptime >= 0);
	SHOW(syscall(SYS_sysinfo, 1L));
}
