// needs: root
/* path_resolution(7): owner, group or other, the first that fits and only that; root's exceptions; access(2) by real ids. */
#include "behaviour.h"
#include <grp.h>

static int as_user(void)
{
	gid_t groups[] = {100, 200};
	CHECK(setgroups(2, groups) == 0);
	CHECK(setgid(50) == 0 && setuid(1000) == 0);
	SHOW(open("owner_none", O_RDONLY));
	SHOW(open("group_none", O_RDONLY));
	SHOW(open("supplementary", O_RDONLY) > 0);
	SHOW(open("other_read", O_RDONLY) > 0);
	SHOW(open("other_read", O_WRONLY));
	SHOW(open("other_read", O_RDWR));
	SHOW(open("other_read", 3));
	SHOW(open("other_read", O_RDONLY | O_TRUNC));
	SHOW(open("nowrite/new", O_CREAT | O_WRONLY, 0644));
	SHOW(open("nosearch/file", O_RDONLY));
	SHOW(access("nosearch/file", F_OK));
	SHOW(stat("nosearch/missing", &(struct stat){0}));
	SHOW(open("noread", O_RDONLY));
	SHOW(open("noread/file", O_RDONLY) > 0);
	SHOW(chdir("nosearch"));
	SHOW(unlink("nowrite/file"));
	SHOW(rename("nowrite/file", "x"));
	SHOW(mkdir("nowrite/d", 0755));
	SHOW(chmod("other_read", 0777));
	SHOW(chown("other_read", 1000, -1));
	SHOW(chown("owner_none", -1, 200));
	SHOW(chown("owner_none", -1, 300));
	SHOW(chown("owner_none", 1000, 100));
	SHOW(chown("owner_none", 1001, -1));
	SHOW(access("owner_none", R_OK));
	SHOW(access("other_read", R_OK | W_OK));
	SHOW(access("other_read", X_OK));
	SHOW(access("other_read", 8));
	SHOW(truncate("other_read", 0));
	SHOW(link("other_read", "nowrite/l"));
	SHOW(mknod("sticky/dev", S_IFCHR | 0644, 0x103));
	SHOW(chroot("."));
	SHOW(open("other_read", O_RDONLY | O_NOATIME));
	SHOW(unlink("sticky/other"));
	SHOW(unlink("sticky/mine"));
	SHOW(rename("sticky/other", "sticky/x"));
	SHOW(link("sticky/other", "sticky/linked"));
	return 0;
}

int main(void)
{
	struct stat s;
	umask(0);
	chmod(".", 0777);
	const struct { const char *name; int mode, uid, gid; } files[] = {
		{"owner_none", 0077, 1000, 50}, {"group_none", 0606, 0, 50}, {"supplementary", 0640, 0, 200}, {"other_read", 0004, 0, 0},
	};
	for (int i = 0; i < 4; i++) {
		close(open(files[i].name, O_CREAT | O_WRONLY, 0600));
		chown(files[i].name, files[i].uid, files[i].gid);
		chmod(files[i].name, files[i].mode);
	}
	mkdir("nowrite", 0755);
	mkdir("nosearch", 0766);
	mkdir("noread", 0711);
	mkdir("sticky", 01777);
	close(open("nowrite/file", O_CREAT | O_WRONLY, 0644));
	close(open("nosearch/file", O_CREAT | O_WRONLY, 0644));
	close(open("noread/file", O_CREAT | O_WRONLY, 0644));
	close(open("sticky/other", O_CREAT | O_WRONLY, 0644));
	close(open("sticky/mine", O_CREAT | O_WRONLY, 0644));
	chown("sticky/mine", 1000, 50);
	show_status(wait_status(child(as_user)));
	SHOW(access("other_read", R_OK | W_OK));
	SHOW(access("other_read", X_OK));
	SHOW(access("nosearch", X_OK));
	stat("owner_none", &s);
	printf("%d %d %o\n", s.st_uid, s.st_gid, s.st_mode);
	CHECK(setresuid(1000, 0, 0) == 0);
	SHOW(access("other_read", W_OK));
	SHOW(access("other_read", R_OK));
	SHOW(faccessat(AT_FDCWD, "other_read", W_OK, AT_EACCESS));
	SHOW(open("other_read", O_WRONLY) > 0);
	return 0;
}
