// needs: root
/* open(2): a file made in a directory with the set-group-ID bit takes its group; who is not of that group cannot give it S_ISGID together with
 * S_IXGRP, and that is looked at before the umask takes S_IXGRP away. */
#include "behaviour.h"
#include <grp.h>

static void show(const char *name)
{
	struct stat s;
	CHECK(stat(name, &s) == 0);
	printf("%s %o group %d\n", name, s.st_mode, (int)s.st_gid);
}

int main(void)
{
	CHECK(mkdir("d", 0) == 0 && chown("d", 0, 4321) == 0 && chmod("d", 02777) == 0 && chmod(".", 0755) == 0);
	CHECK(setgroups(0, NULL) == 0 && setgid(1000) == 0 && setuid(1000) == 0);
	for (int mask = 0; mask < 01000; mask += 0777) {
		umask(mask);
		int fd = open("d/a", O_CREAT | O_EXCL | O_WRONLY, 02775);
		CHECK(fd >= 0 && mknod("d/b", S_IFREG | 02775, 0) == 0);
		CHECK(close(open("d/c", O_CREAT | O_WRONLY, 02765)) == 0 && mkdir("d/e", 0775) == 0);
		show("d/a");
		show("d/b");
		show("d/c");
		show("d/e");
		int unnamed = open("d", O_TMPFILE | O_WRONLY, 02775);
		struct stat s;
		CHECK(fstat(unnamed, &s) == 0);
		printf("unnamed %o\n", s.st_mode);
		CHECK(unlink("d/a") == 0 && unlink("d/b") == 0 && unlink("d/c") == 0 && rmdir("d/e") == 0);
		if (mask)
			break;
	}
	return 0;
}
