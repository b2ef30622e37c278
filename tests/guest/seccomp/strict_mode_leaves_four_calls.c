#include "behaviour.h"
#include <linux/seccomp.h>
#include <sys/prctl.h>

static int strict(void)
{
	CHECK(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) == 0);
	write(1, "still here\n", 11);
	syscall(SYS_exit, 5);
	return 0;
}

static int strict_and_more(void)
{
	CHECK(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL) == 0);
	syscall(SYS_getpid);
	write(1, "not here\n", 9);
	return 0;
}

int main(void)
{
	show_status(wait_status(child(strict)));
	show_status(wait_status(child(strict_and_more)));
}
