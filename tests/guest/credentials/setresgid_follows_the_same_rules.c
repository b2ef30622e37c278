// needs: root
#include "behaviour.h"

static void show(void)
{
	gid_t r, e, s;
	getresgid(&r, &e, &s);
	printf("%d %d %d\n", r, e, s);
}

int main(void)
{
	SHOW(setresgid(1, 2, 3));
	show();
	CHECK(setresuid(50, 50, 50) == 0);
	SHOW(setresgid(3, 1, 2));
	show();
	SHOW(setresgid(0, -1, -1));
	SHOW(setgid(0));
	SHOW(setgid(2));
	show();
	SHOW(setregid(-1, 3));
	show();
	SHOW(setregid(2, -1));
	show();
	SHOW(setgid(-1));
}
