// slow
// needs: root
/* EROFS: of each call that would change something on a read-only mount, and what still works there. */
#include "behaviour.h"
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/xattr.h>

int main(void)
{
	mkdir("m", 0755);
	CHECK(mount("none", "m", "tmpfs", 0, NULL) == 0);
	close(creat("m/f", 0644)), mkdir("m/d", 0755), mkfifo("m/p", 0644), symlink("f", "m/l");
	int w = open("m/f", O_RDWR);
	SHOW(mount(NULL, "m", NULL, MS_REMOUNT | MS_RDONLY, NULL));
	close(w);
	SHOW(mount(NULL, "m", NULL, MS_REMOUNT | MS_RDONLY, NULL));
	SHOW(open("m/f", O_RDONLY) >= 0);
	SHOW(open("m/f", O_WRONLY));
	SHOW(open("m/f", O_RDONLY | O_TRUNC));
	SHOW(open("m/f", O_RDONLY | O_CREAT, 0600) >= 0);
	SHOW(open("m/new", O_RDONLY | O_CREAT, 0600));
	SHOW(open("m/new", O_RDONLY));
	SHOW(open("m", O_TMPFILE | O_RDWR, 0600));
	SHOW(open("m/p", O_RDWR | O_NONBLOCK) >= 0);
	SHOW(mkdir("m/d", 0755));
	SHOW(mkdir("m/e", 0755));
	SHOW(rmdir("m/d"));
	SHOW(rmdir("m/none"));
	SHOW(unlink("m/f"));
	SHOW(unlink("m/none"));
	SHOW(rename("m/f", "m/g"));
	SHOW(rename("m/none", "m/g"));
	SHOW(link("m/f", "m/g"));
	SHOW(symlink("x", "m/g"));
	SHOW(symlink("x", "m/f"));
	SHOW(mknod("m/n", S_IFREG | 0600, 0));
	SHOW(truncate("m/f", 0));
	SHOW(chmod("m/f", 0600));
	SHOW(chown("m/f", 0, 0));
	SHOW(lchown("m/l", 0, 0));
	SHOW(utimensat(AT_FDCWD, "m/f", NULL, 0));
	SHOW(setxattr("m/f", "user.a", "x", 1, 0));
	SHOW(removexattr("m/f", "user.a"));
	SHOW(access("m/f", W_OK));
	SHOW(access("m/d", W_OK));
	SHOW(access("m/p", W_OK));
	SHOW(access("m/f", R_OK));
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(bind(s, (void *)&(struct sockaddr_un){AF_UNIX, "m/s"}, 20));
	SHOW(mount(NULL, "m", NULL, MS_REMOUNT, NULL));
	SHOW(unlink("m/f"));
	SHOW(umount("m"));
	umount2("m", MNT_DETACH);
	return 0;
}
