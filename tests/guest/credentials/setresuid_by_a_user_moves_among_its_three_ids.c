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
	CHECK(setresuid(1, 2, 3) == 0);
	show();
	SHOW(setresuid(3, 1, 2));
	show();
	SHOW(setresuid(4, -1, -1));
	SHOW(setresuid(-1, 4, -1));
	SHOW(setresuid(-1, -1, 4));
	SHOW(setresuid(-1, 2, -1));
	show();
	SHOW(setuid(3));
	show();
	SHOW(setuid(1));
	SHOW(setuid(-1));
	SHOW(seteuid(2));
	show();
}
