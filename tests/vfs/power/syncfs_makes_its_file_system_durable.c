// disk: file=old2 x@file
#include "power.h"
int main(void)
{
	OK(symlink("file", "x"));
	int fd = made("file", "2", O_APPEND);
	OK(syncfs(fd));
}
