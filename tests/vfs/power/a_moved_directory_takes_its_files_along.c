// disk: file=old to/ to/e/ to/e/x=1
// disk: e/ e/x=1 file=old to/
#include "power.h"
int main(void)
{
	OK(mkdir("e", 0755));
	OK(mkdir("to", 0755));
	close(made("e/x", "1", 0));
	sync();
	OK(rename("e", "to/e"));
}
