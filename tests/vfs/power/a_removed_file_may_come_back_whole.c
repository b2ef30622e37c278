// disk:
// disk: file=old
#include "power.h"
int main(void)
{
	OK(unlink("file"));
}
