// slow
/* io_uring_setup(2) where it is disabled, and the old asynchronous input and output of the kernel. */
#include "behaviour.h"
#ifndef SYS_io_uring_setup
#define SYS_io_uring_setup 425
#endif

int main(void)
{
	char parameters[120] = {0};
	long r = syscall(SYS_io_uring_setup, 0, parameters);
	printf("no entries: %s\n", r < 0 && (errno == ENOSYS || errno == EINVAL || errno == EPERM) ? "refused" : "?");
	SHOW(syscall(SYS_io_uring_setup + 1, 99, 0, 0, 0, NULL, 0) < 0);
	return 0;
}
