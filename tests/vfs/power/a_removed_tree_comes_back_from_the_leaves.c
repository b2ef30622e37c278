// disk: file=old
// disk: d/ file=old
// disk: d/ d/x=1 file=old
#include "power.h"
int main(void)
{
	OK(mkdir("d", 0755));
	close(made("d/x", "1", 0));
	sync();
	OK(unlink("d/x"));
	OK(rmdir("d"));
}
