// slow
// needs: root
/* inode(7): in a set-group-ID directory "files created there inherit their group ID from the directory, not from the effective group ID of
 * the creating process, and directories created there will also get the S_ISGID bit set"; a member's S_ISGID goes when he is not of the group. */
#include "behaviour.h"
#include <grp.h>

static void look(const char *name)
{
	struct stat s;
	CHECK(lstat(name, &s) == 0);
	printf("%s: %o group %d\n", name, s.st_mode, (int)s.st_gid);
}

static int as_user(void)
{
	CHECK(setresgid(1000, 1000, 1000) == 0 && setresuid(1000, 1000, 1000) == 0);
	close(open("shared/file", O_CREAT | O_WRONLY, 0644));
	close(open("shared/set", O_CREAT | O_WRONLY, 02775));
	close(open("shared/locked", O_CREAT | O_WRONLY, 02664));
	mkdir("shared/dir", 0755), mkdir("shared/dir/below", 0700);
	mkfifo("shared/fifo", 0644);
	symlink("x", "shared/link");
	mknod("shared/node", S_IFREG | 02755, 0);
	close(open("plain/set", O_CREAT | O_WRONLY, 06755));
	mkdir("plain/dir", 02755);
	mkdir("plain/sticky", 01755);
	int t = open("shared", O_TMPFILE | O_RDWR, 02775);
	struct stat s;
	fstat(t, &s);
	printf("O_TMPFILE: %o group %d\n", s.st_mode, (int)s.st_gid);
	return 0;
}

int main(void)
{
	umask(0);
	mkdir("shared", 0777), mkdir("plain", 0777);
	chown("shared", 0, 500), chmod("shared", 02777);
	CHECK(setgroups(0, NULL) == 0);
	wait_status(child(as_user));
	for (char **n = (char *[]){"shared/file", "shared/set", "shared/locked", "shared/dir", "shared/dir/below", "shared/fifo", "shared/link",
				   "shared/node", "plain/set", "plain/dir", "plain/sticky", NULL}; *n; n++)
		look(*n);
	close(open("shared/roots", O_CREAT | O_WRONLY, 02775));
	look("shared/roots");
	mkdir("shared/rootdir", 0755);
	look("shared/rootdir");
	rename("plain/dir", "shared/moved");
	look("shared/moved");
	return 0;
}
