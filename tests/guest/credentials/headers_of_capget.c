// slow
/* capget(2): versions of the header, pids that do not exist, and how a wrong version is answered with the right one. */
#include "behaviour.h"
#include <linux/capability.h>

int main(void)
{
	struct __user_cap_header_struct h = {0x12345678, 0};
	struct __user_cap_data_struct d[2] = {{0}};
	SHOW(syscall(SYS_capget, &h, d));
	printf("%x\n", h.version);
	h.version = 0;
	SHOW(syscall(SYS_capget, &h, NULL));
	printf("%x\n", h.version);
	SHOW(syscall(SYS_capget, &h, NULL));
	SHOW(syscall(SYS_capget, &h, d));
	h.pid = -1;
	SHOW(syscall(SYS_capget, &h, d));
	h.pid = 0x3fffffff;
	SHOW(syscall(SYS_capget, &h, d));
	h.pid = getpid();
	SHOW(syscall(SYS_capget, &h, d));
	h.pid = 0x3fffffff;
	SHOW(syscall(SYS_capset, &h, d));
	h.pid = 0;
	SHOW(syscall(SYS_capset, &h, NULL));
	SHOW(syscall(SYS_capset, NULL, d));
	h.version = 0x12345678;
	SHOW(syscall(SYS_capset, &h, d));
	printf("%x\n", h.version);
	return 0;
}
