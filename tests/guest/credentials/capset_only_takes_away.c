// needs: root
#include "behaviour.h"
#include <linux/capability.h>

int main(void)
{
	struct __user_cap_header_struct h = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct d[2];
	CHECK(syscall(SYS_capget, &h, d) == 0);
	d[0].effective &= ~(1 << CAP_KILL);
	SHOW(syscall(SYS_capset, &h, d));
	d[0].effective |= 1 << CAP_KILL;
	SHOW(syscall(SYS_capset, &h, d));
	d[0].effective &= ~(1 << CAP_KILL);
	d[0].permitted &= ~(1 << CAP_KILL);
	SHOW(syscall(SYS_capset, &h, d));
	d[0].permitted |= 1 << CAP_KILL;
	SHOW(syscall(SYS_capset, &h, d));
	d[0].permitted &= ~(1 << CAP_KILL);
	d[0].effective |= 1 << CAP_KILL;
	SHOW(syscall(SYS_capset, &h, d));
	h.pid = 1;
	SHOW(syscall(SYS_capset, &h, d));
	h.pid = -1;
	SHOW(syscall(SYS_capget, &h, d));
	h.pid = 99999999;
	SHOW(syscall(SYS_capget, &h, d));
	h.pid = 0;
	h.version = 5;
	SHOW(syscall(SYS_capget, &h, d));
	printf("%#x\n", h.version);
	h.version = 5;
	SHOW(syscall(SYS_capget, &h, NULL));
	h.version = 5;
	SHOW(syscall(SYS_capset, &h, d));
	printf("%#x\n", h.version);
	h.version = _LINUX_CAPABILITY_VERSION_3;
	SHOW(syscall(SYS_capget, &h, (void *)8));
	SHOW(syscall(SYS_capget, (void *)8, d));
}
