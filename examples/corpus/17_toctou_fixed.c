/* 17_toctou.c mended: the file is opened first, and what was opened is checked. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	struct stat checked, opened;

	close(creat("/tmp/toctou-checked", 0600));
	close(creat("/tmp/toctou-other", 0600));
	if (fork() == 0) {
		rename("/tmp/toctou-other", "/tmp/toctou-checked");
		_exit(0);
	}
	int file = open("/tmp/toctou-checked", O_RDONLY);
	if (fstat(file, &checked) || fstat(file, &opened))
		return 2;
	wait(NULL);
	unlink("/tmp/toctou-checked");
	return checked.st_ino != opened.st_ino;
}
