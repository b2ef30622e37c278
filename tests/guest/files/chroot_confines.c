// needs: root
/* chroot(2): the new root, ".." at it, and getcwd from outside. */
#include "behaviour.h"

int main(void)
{
	char b[4096];
	struct stat s;
	mkdir("new", 0755);
	mkdir("new/etc", 0755);
	close(open("new/etc/here", O_CREAT | O_WRONLY, 0644));
	int out = open(".", O_RDONLY);
	SHOW(chroot("missing"));
	SHOW(chroot("new/etc/here"));
	SHOW(chroot("new"));
	SHOW(stat("/etc/here", &s));
	SHOW(stat("/etc/passwd", &s));
	long n = syscall(SYS_getcwd, b, sizeof b);
	printf("%d %.13s\n", n > 0, b);
	SHOW(chdir("/"));
	SHOW(chdir("../../etc/.."));
	SHOW(syscall(SYS_getcwd, b, sizeof b));
	puts(b);
	SHOW(fchdir(out));
	SHOW(stat("new/etc/here", &s));
	SHOW(chroot(".."));
	return 0;
}
