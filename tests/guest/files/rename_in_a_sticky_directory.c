// slow
// needs: root
/* rename(2), EPERM: "the directory containing oldpath has the sticky bit set and the process's effective user ID is neither the user ID of
 * the file to be deleted nor that of the directory containing it"; and the same of newpath when it is there. */
#include "behaviour.h"

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(rename("sticky/theirs", "sticky/moved"));
	SHOW(rename("sticky/mine", "sticky/theirs"));
	SHOW(rename("sticky/mine", "sticky/mine2"));
	SHOW(rename("sticky/mine2", "open/in"));
	SHOW(rename("open/in", "sticky/theirs"));
	SHOW(rename("open/in", "sticky/back"));
	SHOW(renameat2(AT_FDCWD, "sticky/back", AT_FDCWD, "sticky/theirs", RENAME_EXCHANGE));
	SHOW(renameat2(AT_FDCWD, "sticky/back", AT_FDCWD, "sticky/mine3", RENAME_EXCHANGE));
	SHOW(unlink("sticky/theirs"));
	SHOW(unlink("sticky/back"));
	SHOW(rmdir("sticky/theirdir"));
	SHOW(rename("sticky/theirdir", "sticky/d"));
	SHOW(rename("own/theirs", "own/moved"));
	SHOW(unlink("own/moved"));
	return 0;
}

int main(void)
{
	umask(0);
	mkdir("sticky", 01777), mkdir("open", 0777), mkdir("own", 01777);
	chmod("sticky", 01777), chmod("own", 01777);
	chown("own", 1000, 1000);
	close(creat("sticky/theirs", 0666)), close(creat("own/theirs", 0666));
	close(creat("sticky/mine", 0666)), close(creat("sticky/mine3", 0666));
	mkdir("sticky/theirdir", 0777);
	chown("sticky/mine", 1000, 1000), chown("sticky/mine3", 1000, 1000), chown("sticky/theirs", 2000, 2000);
	wait_status(child(as_user));
	return 0;
}
