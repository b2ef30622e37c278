// disk: file=new text
// disk: file=
// disk: file=old
#include "power.h"
int main(void)
{
	close(made("file", "new text", O_TRUNC));
}
