// needs: root
#include "behaviour.h"

static int as_nobody(void)
{
	CHECK(setresuid(65534, 65534, 65534) == 0);
	SHOW(kill(getppid(), 0));
	SHOW(kill(getppid(), SIGTERM));
	SHOW(kill(getppid(), SIGCONT));
	SHOW(kill(0, 0));
	siginfo_t forged = {.si_code = SI_QUEUE};
	SHOW(syscall(SYS_rt_sigqueueinfo, getppid(), SIGTERM, &forged));
	SHOW(kill(getpid(), SIGTERM));
	return 1;
}

static int with_saved_id(void)
{
	CHECK(setresuid(65534, 65534, 0) == 0);
	SHOW(kill(getppid(), 0));
	CHECK(setresuid(0, 65534, 0) == 0 || errno == EPERM);
	return 0;
}

int main(void)
{
	show_status(wait_status(child(as_nobody)));
	show_status(wait_status(child(with_saved_id)));
	return 0;
}
