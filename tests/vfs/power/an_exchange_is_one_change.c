// disk: file=2 two=old
// disk: file=old two=2
#include "power.h"
int main(void)
{
	made("two", "2", 0);
	sync();
	OK(renameat2(AT_FDCWD, "file", AT_FDCWD, "two", RENAME_EXCHANGE));
}
