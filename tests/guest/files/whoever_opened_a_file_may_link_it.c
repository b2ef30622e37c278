// needs: root
/* linkat(2), AT_EMPTY_PATH: CAP_DAC_READ_SEARCH, or (since Linux 6.10) the very credentials that the file was opened with. */
#include "behaviour.h"
#include <grp.h>

static int link_it(int fd, const char *name)
{
	return linkat(fd, "", AT_FDCWD, name, AT_EMPTY_PATH);
}

static int child_links(void)
{
	int fd = open("mine", O_RDONLY);
	SHOW(link_it(fd, "e1"));
	SHOW(unlink("e1"));
	return 0;
}

int main(void)
{
	CHECK(chmod(".", 0777) == 0);
	int by_root = open("root's", O_CREAT | O_RDWR, 0666);
	CHECK(fchmod(by_root, 0666) == 0 && chown("root's", 1000, 1000) == 0);
	SHOW(link_it(by_root, "a"));
	CHECK(setgroups(0, NULL) == 0 && setgid(1000) == 0 && setuid(1000) == 0);
	SHOW(link_it(by_root, "b"));
	int mine = open("mine", O_CREAT | O_RDWR, 0600), unnamed = open(".", O_TMPFILE | O_RDWR, 0600);
	SHOW(link_it(mine, "c"));
	SHOW(link_it(dup(mine), "d"));
	SHOW(link_it(unnamed, "e"));
	SHOW(link_it(open(".", O_TMPFILE | O_EXCL | O_RDWR, 0600), "f"));
	SHOW(link_it(open("mine", O_PATH), "g"));
	SHOW(link_it(open(".", O_RDONLY), "h"));
	SHOW(link_it(AT_FDCWD, "i"));
	SHOW(link_it(99, "j"));
	show_status(wait_status(child(child_links)));
	fflush(stdout);
	pid_t p = fork();
	if (p == 0) {
		SHOW(link_it(mine, "k")); /* a child has credentials of its own, though they are the same */
		fflush(stdout);
		_exit(0);
	}
	wait_status(p);
	SHOW(setresuid(1000, 1000, 1000));
	SHOW(link_it(mine, "l"));
	return 0;
}
