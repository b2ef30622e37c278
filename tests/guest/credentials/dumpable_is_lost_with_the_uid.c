// needs: root
#include "behaviour.h"
#include <sys/prctl.h>

int main(void)
{
	SHOW(prctl(PR_GET_DUMPABLE));
	SHOW(prctl(PR_SET_DUMPABLE, 2));
	SHOW(prctl(PR_SET_DUMPABLE, 0));
	SHOW(prctl(PR_GET_DUMPABLE));
	SHOW(prctl(PR_SET_DUMPABLE, 1));
	setresuid(0, 1000, 0);
	SHOW(prctl(PR_GET_DUMPABLE) == 1);
}
