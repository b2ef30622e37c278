// slow
/* openat2(2): a structure that has grown: zeros are fine, others E2BIG; too small; modes and flags that open(2) would let pass. */
#include "behaviour.h"
#include <linux/openat2.h>

static long try(uint64_t flags, uint64_t mode, uint64_t resolve, size_t size)
{
	char room[4200] = {0};
	struct open_how how = {flags, mode, resolve};
	memcpy(room, &how, sizeof how);
	long r = syscall(SYS_openat2, AT_FDCWD, "f", room, size);
	if (r >= 0)
		close(r), r = 0;
	return r;
}

int main(void)
{
	char big[64] = {0};
	SHOW(try(O_RDWR | O_CREAT, 0644, 0, 24));
	SHOW(try(O_RDWR, 0, 0, 23));
	SHOW(try(O_RDWR, 0, 0, 0));
	SHOW(try(O_RDWR, 0, 0, 32));
	SHOW(try(O_RDWR, 0, 0, 4096));
	SHOW(try(O_RDWR, 0, 0, 4097));
	big[30] = 1;
	SHOW(syscall(SYS_openat2, AT_FDCWD, "f", big, 64));
	SHOW(try(O_RDWR, 0644, 0, 24));
	SHOW(try(O_RDWR | O_CREAT, 010644, 0, 24));
	SHOW(try(O_RDWR | O_CREAT, 07777, 0, 24));
	SHOW(try(1UL << 40, 0, 0, 24));
	SHOW(try(O_RDWR | 0x40000000, 0, 0, 24));
	SHOW(try(O_RDWR, 0, 1 << 20, 24));
	SHOW(try(O_RDWR, 0, RESOLVE_BENEATH | RESOLVE_IN_ROOT, 24));
	SHOW(try(O_RDWR, 0, RESOLVE_CACHED, 24));
	SHOW(try(O_RDWR | O_CREAT, 0644, RESOLVE_CACHED, 24));
	SHOW(try(O_RDWR | O_TRUNC, 0, RESOLVE_CACHED, 24));
	SHOW(try(O_PATH | O_RDWR, 0, 0, 24));
	SHOW(try(O_PATH | O_CLOEXEC, 0, 0, 24));
	SHOW(try(O_TMPFILE | O_RDONLY, 0600, 0, 24));
	SHOW(try(O_DIRECTORY | O_CREAT, 0600, 0, 24));
	SHOW(syscall(SYS_openat2, AT_FDCWD, "f", NULL, 24));
	SHOW(syscall(SYS_openat2, AT_FDCWD, NULL, big, 24));
	return 0;
}
