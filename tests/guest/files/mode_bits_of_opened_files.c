// slow
/* open(2): the mode of a new file counts for later opens only: one made read-only can be written by who made it; umask and modes beyond 07777. */
#include "behaviour.h"

int main(void)
{
	struct stat s;
	umask(027);
	int fd = open("f", O_CREAT | O_RDWR, 0);
	SHOW(write(fd, "x", 1));
	fstat(fd, &s), printf("%o\n", s.st_mode);
	int modes[] = {0777, 07777, 0100777, -1, 0444};
	for (int i = 0; i < 5; i++) {
		unlink("g");
		fd = open("g", O_CREAT | O_WRONLY, modes[i]);
		fstat(fd, &s), printf("%o: %o\n", modes[i], s.st_mode);
		close(fd);
	}
	SHOW(open("g", O_CREAT | O_RDONLY, 0777) >= 0);
	stat("g", &s), printf("%o\n", s.st_mode);
	return 0;
}
