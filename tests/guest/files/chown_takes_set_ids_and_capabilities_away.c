// slow
// needs: root
/* chown(2): "When the owner or group of an executable file is changed by an unprivileged user, the S_ISUID and S_ISGID mode bits are cleared.
 * ... this also happens when root does the chown()"; not so of a directory; what users may do with files of their own. */
#include "behaviour.h"
#include <grp.h>
#include <sys/xattr.h>

static void look(const char *name)
{
	struct stat s;
	stat(name, &s);
	printf("%s: %o %d:%d capability %d\n", name, s.st_mode, (int)s.st_uid, (int)s.st_gid, (int)getxattr(name, "security.capability", NULL, 0));
}

static int as_user(void)
{
	gid_t groups[] = {500};
	CHECK(setgroups(1, groups) == 0 && setresgid(1000, 1000, 1000) == 0 && setresuid(1000, 1000, 1000) == 0);
	SHOW(chown("mine", -1, 500));
	look("mine");
	SHOW(chown("mine", -1, 501));
	SHOW(chown("mine", 1000, 1000));
	SHOW(chown("mine", 0, -1));
	SHOW(chown("mine", -1, -1));
	SHOW(chown("theirs", -1, -1));
	SHOW(chown("theirs", 2000, -1));
	SHOW(chmod("mine", 06755));
	look("mine");
	SHOW(chown("mine", -1, -1));
	look("mine");
	SHOW(chown("mine", 1000, -1));
	look("mine");
	return 0;
}

int main(void)
{
	unsigned capability[] = {0x02000001, 1 << 10, 0, 0, 0};
	umask(0);
	int modes[] = {06777, 06767, 02767, 04666, 01777};
	for (int i = 0; i < 5; i++)
		for (int who = -1; who < 1001; who += 1001) {
			unlink("f");
			close(creat("f", 0666));
			CHECK(chmod("f", modes[i]) == 0 && setxattr("f", "security.capability", capability, 20, 0) == 0);
			SHOW(chown("f", who, -1));
			look("f");
		}
	mkdir("d", 0777), chmod("d", 06777);
	SHOW(chown("d", 1000, 1000));
	look("d");
	close(creat("mine", 0777)), chown("mine", 1000, 1000), chmod("mine", 06777);
	close(creat("theirs", 0777)), chown("theirs", 2000, 2000);
	wait_status(child(as_user));
	setxattr("mine", "security.capability", capability, 20, 0);
	int fd = open("mine", O_WRONLY);
	SHOW(write(fd, "x", 1));
	look("mine");
	return 0;
}
