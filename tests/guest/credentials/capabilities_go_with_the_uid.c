// needs: root
#include "behaviour.h"
#include <linux/capability.h>

static void show(const char *what)
{
	struct __user_cap_header_struct h = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct d[2];
	CHECK(syscall(SYS_capget, &h, d) == 0);
	printf("%s: effective %s, permitted %s\n", what, d[0].effective ? "some" : "none", d[0].permitted ? "some" : "none");
}

int main(void)
{
	show("root");
	seteuid(1000);
	show("euid 1000");
	seteuid(0);
	show("euid 0 again");
	setresuid(1000, 1000, 0);
	show("saved uid 0");
	setresuid(1000, 1000, 1000);
	show("no uid 0");
}
