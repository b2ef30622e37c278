// disk: file=old#2 second=old#2
// disk: file=old
#include "power.h"
int main(void)
{
	OK(link("file", "second"));
	OK(fsync(open("file", O_RDONLY)));
}
