// disk: file=new
// disk: file=
#include "power.h"
int main(void)
{
	close(made("new", "new", 0));
	OK(rename("new", "file"));
	sync_directory(".");
}
