// slow
// needs: root
/* A directory that moves to another parent has its ".." rewritten: its owner must be able to write it. */
#include "behaviour.h"

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(rename("a/ours", "b/ours"));
	SHOW(rename("b/ours", "b/ours2"));
	SHOW(rename("a/theirs", "a/theirs2"));
	SHOW(rename("a/theirs2", "b/theirs"));
	SHOW(rename("a/closed", "a/closed2"));
	SHOW(rename("a/closed2", "b/closed"));
	SHOW(renameat2(AT_FDCWD, "a/closed2", AT_FDCWD, "b/full", RENAME_EXCHANGE));
	SHOW(renameat2(AT_FDCWD, "a/file", AT_FDCWD, "b/full", RENAME_EXCHANGE));
	return 0;
}

int main(void)
{
	struct stat s;
	umask(0);
	mkdir("a", 0777), mkdir("b", 0777), mkdir("a/ours", 0700), mkdir("a/theirs", 0755), mkdir("a/closed", 0555), mkdir("b/full", 0777);
	close(creat("a/file", 0666));
	chown("a/ours", 1000, 1000), chown("a/closed", 1000, 1000);
	wait_status(child(as_user));
	stat("a", &s), printf("a has %d links\n", (int)s.st_nlink);
	stat("b", &s), printf("b has %d links\n", (int)s.st_nlink);
	stat("b/ours2/..", &s), printf("the parent is b: %d\n", s.st_ino == ({ struct stat t; stat("b", &t); t.st_ino; }));
	return 0;
}
