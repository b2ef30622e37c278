// slow
// needs: root
/* mkdir(2): which mode bits count, the set-group-ID bit passed on, links and slashes at the end, what is there already. */
#include "behaviour.h"

int main(void)
{
	struct stat s;
	int modes[] = {0, 0777, 01777, 02777, 04777, 07777, 0170777};
	umask(022);
	for (int i = 0; i < 7; i++) {
		SHOW(mkdir("d", modes[i]));
		stat("d", &s);
		printf("%o gives %o\n", modes[i], s.st_mode);
		rmdir("d");
	}
	SHOW(mkdir("slash/", 0755));
	SHOW(mkdir("slash//below//", 0755));
	SHOW(mkdir("slash/.", 0755));
	SHOW(mkdir("slash/..", 0755));
	SHOW(mkdir("/", 0755));
	SHOW(mkdir("", 0755));
	symlink("nowhere", "dangling"), symlink("slash", "link");
	SHOW(mkdir("dangling", 0755));
	SHOW(mkdir("dangling/", 0755));
	SHOW(mkdir("link", 0755));
	SHOW(mkdir("link/", 0755));
	SHOW(mkdir("link/x", 0755));
	SHOW(access("slash/x", F_OK));
	SHOW(mkdir("a/b", 0755));
	SHOW(mkdirat(open("slash", O_PATH), "y", 0755));
	chmod("slash", 02755), chown("slash", 0, 700);
	mkdir("slash/set", 0700);
	stat("slash/set", &s), printf("%o group %d\n", s.st_mode, (int)s.st_gid);
	return 0;
}
