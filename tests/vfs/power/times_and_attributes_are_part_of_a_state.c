// disk: file(640)=old
// disk: file=old
#include "power.h"
int main(void)
{
	OK(setxattr("file", "user.a", "1", 1, 0));
	OK(chmod("file", 0640));
	OK(utimensat(AT_FDCWD, "file", NULL, 0));
}
