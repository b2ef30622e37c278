#include "behaviour.h"
#include <sys/prctl.h>

static int look(void)
{
	char name[17] = "";
	prctl(PR_GET_NAME, name);
	printf("child %s\n", name);
	return 0;
}

int main(void)
{
	char name[17] = "";
	SHOW(prctl(PR_SET_NAME, "a name that is much too long"));
	SHOW(prctl(PR_GET_NAME, name));
	printf("%s\n", name);
	show_status(wait_status(child(look)));
	SHOW(prctl(PR_SET_NAME, ""));
	prctl(PR_GET_NAME, name);
	printf("[%s]\n", name);
	SHOW(prctl(PR_SET_NAME, 1L));
	SHOW(prctl(PR_GET_NAME, 1L));
}
