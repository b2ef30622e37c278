// disk: d/ d/x=1 file=old2
#include "power.h"
int main(void)
{
	OK(mkdir("d", 0755));
	close(made("d/x", "1", 0));
	close(made("file", "2", O_APPEND));
	sync();
}
