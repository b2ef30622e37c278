#include "behaviour.h"
#include <sys/prctl.h>

static int ask(void)
{
	int on = -1;
	prctl(PR_GET_CHILD_SUBREAPER, &on);
	return on;
}

int main(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	show_status(wait_status(child(ask)));
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	printf("%d\n", ask());
}
