// slow
// needs: root
/* /proc/sys/fs/protected_symlinks and protected_hardlinks, as proc(5) tells: links in sticky world-writable directories, and to others' files. */
#include "behaviour.h"

static int setting(const char *name)
{
	int n = -1;
	FILE *f = fopen(name, "r");
	if (f)
		fscanf(f, "%d", &n), fclose(f);
	return n;
}

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(open("sticky/root-link", O_RDONLY) > 0);
	SHOW(open("sticky/other-link", O_RDONLY) > 0);
	SHOW(open("sticky/own-link", O_RDONLY) > 0);
	SHOW(open("plain/other-link", O_RDONLY) > 0);
	SHOW(access("sticky/other-dir/f", F_OK));
	SHOW(stat("sticky/other-link", &(struct stat){0}));
	SHOW(lstat("sticky/other-link", &(struct stat){0}));
	SHOW(link("readable", "plain/a"));
	SHOW(link("writable", "plain/b"));
	SHOW(link("setuid", "plain/c"));
	SHOW(link("setgid", "plain/d"));
	SHOW(link("mine", "plain/e"));
	SHOW(link("fifo", "plain/f"));
	SHOW(link("sticky/other-link", "plain/g"));
	return 0;
}

int main(void)
{
	printf("settings %d %d\n", setting("/proc/sys/fs/protected_symlinks"), setting("/proc/sys/fs/protected_hardlinks"));
	umask(0);
	mkdir("sticky", 0777), chmod("sticky", 01777), mkdir("plain", 0777), mkdir("dir", 0755), close(creat("dir/f", 0644));
	close(creat("readable", 0644)), close(creat("writable", 0666)), close(creat("setuid", 0666)), close(creat("setgid", 0676)), close(creat("mine", 0));
	chmod("setuid", 04666), chmod("setgid", 02676), chown("mine", 1000, 1000), mkfifo("fifo", 0666);
	symlink("../readable", "sticky/root-link"), symlink("../readable", "sticky/other-link"), symlink("../readable", "sticky/own-link");
	symlink("../readable", "plain/other-link"), symlink("../dir", "sticky/other-dir");
	lchown("sticky/other-link", 2000, 2000), lchown("sticky/own-link", 1000, 1000), lchown("plain/other-link", 2000, 2000), lchown("sticky/other-dir", 2000, 2000);
	wait_status(child(as_user));
	SHOW(open("sticky/other-link", O_RDONLY) > 0);
	return 0;
}
