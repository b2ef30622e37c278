// disk:
// disk: file=old and
// disk: file=old
#include "power.h"
int main(void)
{
	close(made("file", " and", O_APPEND));
	OK(unlink("file"));
}
