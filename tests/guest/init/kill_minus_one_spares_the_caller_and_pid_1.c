// pid-1
#include "behaviour.h"

static int ready[2];
static int sleeper(void)
{
	tell(ready);
	pause();
	return 0;
}

static int killer(void)
{
	SHOW(kill(-1, SIGTERM));
	printf("the caller lives\n");
	return 3;
}

int main(void)
{
	make_pipe(ready);
	pid_t a = child(sleeper), b = child(sleeper);
	await(ready);
	await(ready);
	pid_t c = child(killer);
	show_status(wait_status(a));
	show_status(wait_status(b));
	show_status(wait_status(c));
	SHOW(kill(-1, SIGTERM));
}
