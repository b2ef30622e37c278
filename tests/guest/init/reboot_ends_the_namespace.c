// pid-1
// needs: root
#include "behaviour.h"
#include <sys/reboot.h>

static int go[2];
static int sleeper(void)
{
	tell(go);
	sleep(2);
	printf("not here\n");
	return 0;
}

static int restarts(void)
{
	reboot(RB_AUTOBOOT);
	printf("nor here\n");
	return 0;
}

int main(void)
{
	CHECK(getpid() == 1);
	make_pipe(go);
	SHOW(reboot(RB_ENABLE_CAD));
	SHOW(reboot(RB_DISABLE_CAD));
	child(sleeper);
	await(go);
	printf("now\n");
	fflush(stdout);
	wait_status(child(restarts));
	sleep(2);
	printf("nor here either\n");
}
