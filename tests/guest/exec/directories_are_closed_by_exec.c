// opendir(3): the descriptor of a directory stream is closed on exec; one from open(2) is not, until fdopendir(3).
#include "again.h"
#include <dirent.h>

int main(int argc, char **argv)
{
	if (again(argc, argv, "after")) {
		for (int fd = 10; fd < 14; fd++)
			SHOW(fcntl(fd, F_GETFD));
		SHOW(fchdir(10));
		return 0;
	}
	mkdir("d", 0700);
	DIR *d = opendir("d");
	SHOW(fcntl(dirfd(d), F_GETFD));
	int fd = open("d", O_RDONLY | O_DIRECTORY);
	SHOW(fcntl(fd, F_GETFD));
	CHECK(dup2(fd, 10) == 10 && dup3(fd, 11, O_CLOEXEC) == 11 && dup2(fd, 12) == 12);
	SHOW(fcntl(fd, F_DUPFD_CLOEXEC, 13));
	SHOW(fdopendir(12) != NULL);
	SHOW(fcntl(12, F_GETFD));
	SHOW(dup(dirfd(d)) >= 0);
	run_again("after");
	SHOW(fcntl(11, F_GETFD));
	return 0;
}
