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
	SHOW(setreuid(-1, 1)); /* equal to the old real id: the saved one stays */
	show();
	SHOW(setreuid(-1, 3));
	show();
	SHOW(setreuid(3, -1));
	show();
	SHOW(setreuid(7, -1));
	SHOW(setreuid(-1, 7));
	SHOW(setreuid(-1, -1));
	show();
}
