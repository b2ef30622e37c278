// needs: root
#include "behaviour.h"

int main(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(syscall(SYS_reboot, 0xfee1dead, 672274793, 0, NULL));
	SHOW(syscall(SYS_reboot, 0, 0, 0, NULL));
	SHOW(syscall(SYS_syslog, 4, NULL, 0));
}
