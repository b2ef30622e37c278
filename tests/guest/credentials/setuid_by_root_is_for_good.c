// needs: root
#include "behaviour.h"

static void show(void)
{
	uid_t r, e, s;
	getresuid(&r, &e, &s);
	printf("%d %d %d\n", r, e, s);
}

int main(void)
{
	show();
	SHOW(setuid(1000));
	show();
	SHOW(setuid(0));
	SHOW(setuid(1000));
	SHOW(seteuid(0));
	SHOW(setreuid(0, -1));
	SHOW(setresuid(-1, -1, 0));
	SHOW(setgid(5));
	SHOW(setgroups(0, NULL));
	show();
}
