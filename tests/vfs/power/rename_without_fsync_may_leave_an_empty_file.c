// disk: file=new
// disk: file=
// disk: file=old
// disk: file=old new=new
// disk: file=old new=
#include "power.h"
int main(void)
{
	close(made("new", "new", 0));
	OK(rename("new", "file"));
}
