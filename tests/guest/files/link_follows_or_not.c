// slow
// needs: root
/* link(2), linkat(2): symbolic links themselves are linked, AT_SYMLINK_FOLLOW follows, AT_EMPTY_PATH for the privileged, directories never. */
#include "behaviour.h"

static void look(const char *name)
{
	struct stat s;
	if (lstat(name, &s))
		printf("%s: %s\n", name, strerrorname_np(errno));
	else
		printf("%s: %o links %d\n", name, s.st_mode & S_IFMT, (int)s.st_nlink);
}

static int as_user(void)
{
	int fd = open("f", O_RDONLY);
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(linkat(fd, "", AT_FDCWD, "user", AT_EMPTY_PATH));
	return 0;
}

int main(void)
{
	umask(0);
	chmod(".", 0777);
	close(creat("f", 0666)), symlink("f", "l"), symlink("none", "dangling"), mkdir("d", 0755);
	SHOW(link("l", "hard-l"));
	look("hard-l");
	SHOW(linkat(AT_FDCWD, "l", AT_FDCWD, "hard-f", AT_SYMLINK_FOLLOW));
	look("hard-f");
	SHOW(link("dangling", "hard-dangling"));
	look("hard-dangling");
	SHOW(linkat(AT_FDCWD, "dangling", AT_FDCWD, "x", AT_SYMLINK_FOLLOW));
	SHOW(link("f", "dangling"));
	SHOW(link("d", "x"));
	SHOW(link("f", "d"));
	SHOW(link("f", "d/"));
	SHOW(link("f", "new/"));
	SHOW(link("f/", "new"));
	SHOW(link("f", "f"));
	SHOW(link("none", "f"));
	SHOW(link("f", "/proc/x"));
	SHOW(link("f", "/dev/shm/x-of-another-file-system"));
	int fd = open("f", O_PATH);
	SHOW(linkat(fd, "", AT_FDCWD, "by-path", AT_EMPTY_PATH));
	SHOW(linkat(fd, "", AT_FDCWD, "by-path2", 0));
	SHOW(linkat(AT_FDCWD, "f", AT_FDCWD, "z", 1));
	SHOW(linkat(99, "f", AT_FDCWD, "z", 0));
	SHOW(linkat(fd, "f", AT_FDCWD, "z", 0));
	look("f");
	wait_status(child(as_user));
	return 0;
}
