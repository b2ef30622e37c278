// needs: root
#include "behaviour.h"
#include <sys/fsuid.h>

int main(void)
{
	SHOW(setfsuid(1000));
	SHOW(setfsuid(-1));
	SHOW(setfsgid(1000));
	SHOW(setfsgid(-1));
	CHECK(setresuid(1, 2, 3) == 0);
	SHOW(setfsuid(-1)); /* it followed the effective id */
	SHOW(setfsuid(9));
	SHOW(setfsuid(3));
	SHOW(setfsuid(-1));
}
