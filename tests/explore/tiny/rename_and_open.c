/* A name that is being moved is found in one place, the other, or neither. */
#include "tiny.h"
static int program(void)
{
	close((int)open("old", O_RDWR | O_CREAT, 0600));
	if (fork() == 0) {
		rename("old", "new");
		_exit(0);
	}
	int found = open("old", O_RDONLY, 0) >= 0;
	found += 2 * (open("new", O_RDONLY, 0) >= 0);
	waitpid(-1, NULL, 0);
	return found;
}
