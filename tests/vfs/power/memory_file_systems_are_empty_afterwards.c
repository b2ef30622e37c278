// disk: d/ file=old
// disk: file=old
#include "power.h"
#include <sys/mount.h>
int main(void)
{
	OK(mkdir("d", 0755));
	OK(mount("none", "d", "tmpfs", 0, NULL));
	OK(fsync(made("d/x", "x", 0)));
}
