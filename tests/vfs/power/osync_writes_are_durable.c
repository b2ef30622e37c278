// disk: file=one two
// disk: file=one two three
#include "power.h"
int main(void)
{
	int fd = made("file", "one", O_TRUNC | O_SYNC);
	close(fd);
	close(made("file", " two", O_APPEND | O_DSYNC));
	close(made("file", " three", O_APPEND));
}
