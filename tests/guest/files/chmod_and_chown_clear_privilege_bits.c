// needs: root
/* chmod(2), chown(2): who may, and what happens to set-user-ID and set-group-ID. */
#include "behaviour.h"

static void mode(const char *name)
{
	struct stat s;
	lstat(name, &s);
	printf("%s %o %d %d\n", name, s.st_mode, s.st_uid, s.st_gid);
}

static int as_user(void)
{
	CHECK(setgid(50) == 0 && setuid(1000) == 0);
	SHOW(chmod("mine", 06755));
	mode("mine");
	SHOW(chmod("foreign_group", 02755));
	mode("foreign_group");
	SHOW(write(open("mine", O_WRONLY), "x", 1));
	mode("mine");
	chmod("mine", 02644);
	SHOW(write(open("mine", O_WRONLY), "x", 1));
	mode("mine");
	chmod("mine", 06777);
	SHOW(truncate("mine", 0));
	mode("mine");
	chmod("mine", 06755);
	SHOW(chown("mine", -1, 50));
	mode("mine");
	SHOW(chmod("mine", 01644));
	mode("mine");
	close(open("setgid/file", O_CREAT | O_WRONLY, 02775));
	mode("setgid/file");
	mkdir("setgid/folder", 0755);
	mode("setgid/folder");
	return 0;
}

int main(void)
{
	umask(0);
	chmod(".", 0777);
	close(open("file", O_CREAT | O_WRONLY, 0644));
	SHOW(chmod("file", 06755));
	mode("file");
	SHOW(write(open("file", O_WRONLY), "x", 1));
	mode("file");
	SHOW(chown("file", 1, 2));
	mode("file");
	SHOW(chmod("file", 02644));
	SHOW(chown("file", 1, 3));
	mode("file");
	SHOW(chown("file", -1, -1));
	mode("file");
	chmod("file", 04711);
	SHOW(chown("file", -1, -1));
	mode("file");
	mkdir("folder", 0755);
	SHOW(chmod("folder", 03777));
	SHOW(chown("folder", 5, 6));
	mode("folder");
	symlink("file", "link");
	SHOW(lchown("link", 7, 8));
	mode("link");
	mode("file");
	SHOW(chown("link", 9, 9));
	mode("file");
	SHOW(fchmod(open("file", O_RDONLY), 0123));
	SHOW(fchmod(open("file", O_PATH), 0123));
	SHOW(fchown(open("file", O_RDONLY), 1, 1));
	SHOW(fchownat(open("file", O_PATH), "", 2, 2, AT_EMPTY_PATH));
	SHOW(fchownat(AT_FDCWD, "link", 3, 3, AT_SYMLINK_NOFOLLOW));
	SHOW(fchownat(AT_FDCWD, "link", 3, 3, 1));
	mode("file");
	mode("link");
	SHOW(chmod("missing", 0));
	close(open("mine", O_CREAT | O_WRONLY, 0644));
	chown("mine", 1000, 50);
	close(open("foreign_group", O_CREAT | O_WRONLY, 0644));
	chown("foreign_group", 1000, 77);
	mkdir("setgid", 0);
	chown("setgid", 0, 77);
	chmod("setgid", 02777);
	return WEXITSTATUS(wait_status(child(as_user)));
}
