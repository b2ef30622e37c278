// slow
// needs: root
/* getdents(2): d_type of every kind, "." and "..", inode numbers as stat tells them, of names in /proc and /dev too. */
#include "behaviour.h"
#include <dirent.h>
#include <sys/socket.h>
#include <sys/un.h>

static int compare(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

int main(void)
{
	struct dirent **list;
	struct sockaddr_un a = {AF_UNIX, "d/socket"};
	mkdir("d", 0755), close(creat("d/file", 0644)), mkdir("d/dir", 0755), symlink("x", "d/link"), mkfifo("d/fifo", 0644);
	mknod("d/char", S_IFCHR | 0600, 0x103), mknod("d/block", S_IFBLK | 0600, 0x103);
	CHECK(bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&a, sizeof a) == 0);
	int n = scandir("d", &list, NULL, compare);
	for (int i = 0; i < n; i++) {
		struct stat s;
		char name[300];
		snprintf(name, sizeof name, "d/%s", list[i]->d_name);
		lstat(name, &s);
		printf("%s type %d as mode %d number %d\n", list[i]->d_name, list[i]->d_type, IFTODT(s.st_mode) == list[i]->d_type, s.st_ino == list[i]->d_ino);
	}
	DIR *d = opendir("/proc/self");
	for (struct dirent *e; (e = readdir(d));)
		if (!strcmp(e->d_name, "fd") || !strcmp(e->d_name, "exe") || !strcmp(e->d_name, "stat") || !strcmp(e->d_name, "cwd"))
			printf("%s type %d\n", e->d_name, e->d_type);
	d = fdopendir(open("d", O_RDONLY));
	SHOW(dirfd(d) > 2);
	SHOW(fdopendir(open("d/file", O_RDONLY)) == NULL ? -1 : 0);
	SHOW(opendir("d/file") == NULL ? -1 : 0);
	SHOW(opendir("none") == NULL ? -1 : 0);
	return 0;
}
