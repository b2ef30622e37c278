// disk: a= b=b c= file=old
// disk: a= b=b file=old
#include "power.h"
int main(void)
{
	close(made("a", "", 0));
	int fd = made("b", "b", 0);
	OK(fsync(fd));
	close(made("c", "", 0));
}
