// needs: root
#include "behaviour.h"
#include <grp.h>

int main(void)
{
	gid_t list[8] = { 30, 10, 20, 10 };
	SHOW(setgroups(4, list));
	memset(list, 0, sizeof list);
	SHOW(getgroups(0, list));
	SHOW(getgroups(2, list));
	SHOW(getgroups(-1, list));
	SHOW(getgroups(8, list));
	printf("%d %d %d %d\n", list[0], list[1], list[2], list[3]);
	SHOW(setgroups(0, NULL));
	SHOW(getgroups(8, list));
	SHOW(setgroups(70000, list));
	SHOW(setgroups(2, (gid_t *)1));
	list[0] = -1;
	SHOW(setgroups(1, list));
}
