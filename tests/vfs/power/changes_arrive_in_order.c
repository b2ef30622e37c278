// disk: a= b= d/ d/c= file=old
// disk: a= b= d/ file=old
// disk: a= b= file=old
// disk: a= file=old
// disk: file=old
#include "power.h"
int main(void)
{
	close(made("a", "", 0));
	close(made("b", "", 0));
	OK(mkdir("d", 0755));
	close(made("d/c", "", 0));
}
