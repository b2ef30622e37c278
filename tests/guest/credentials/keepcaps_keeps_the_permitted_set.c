// needs: root
#include "behaviour.h"
#include <linux/capability.h>
#include <sys/prctl.h>

static void show(void)
{
	struct __user_cap_header_struct h = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct d[2];
	CHECK(syscall(SYS_capget, &h, d) == 0);
	printf("effective %s, permitted %s\n", d[0].effective ? "some" : "none", d[0].permitted ? "some" : "none");
}

int main(void)
{
	struct __user_cap_header_struct h = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct d[2];
	SHOW(prctl(PR_GET_KEEPCAPS));
	SHOW(prctl(PR_SET_KEEPCAPS, 2));
	SHOW(prctl(PR_SET_KEEPCAPS, 1));
	SHOW(prctl(PR_GET_KEEPCAPS));
	SHOW(setresuid(1000, 1000, 1000));
	show();
	CHECK(syscall(SYS_capget, &h, d) == 0);
	d[0].effective = d[0].permitted = 1 << CAP_SETUID;
	d[0].inheritable = 0;
	d[1].effective = d[1].permitted = d[1].inheritable = 0;
	SHOW(syscall(SYS_capset, &h, d));
	show();
	SHOW(setresuid(7, 7, 7));
	d[0].permitted = d[0].effective = 1 << CAP_CHOWN;
	SHOW(syscall(SYS_capset, &h, d));
}
