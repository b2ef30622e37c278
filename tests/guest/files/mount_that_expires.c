// slow
// needs: root
/* umount(2), MNT_EXPIRE: marks an unbusy mount, and unmounts a marked one; any use of it takes the mark away. */
#include "behaviour.h"
#include <sys/mount.h>

int main(void)
{
	mkdir("m", 0755);
	CHECK(mount("none", "m", "tmpfs", 0, NULL) == 0);
	SHOW(umount2("m", MNT_EXPIRE | MNT_FORCE));
	SHOW(umount2("m", MNT_EXPIRE | MNT_DETACH));
	SHOW(umount2("m", MNT_EXPIRE));
	SHOW(close(open("m", O_RDONLY)));
	SHOW(umount2("m", MNT_EXPIRE));
	SHOW(access("m/x", F_OK));
	SHOW(umount2("m", MNT_EXPIRE));
	SHOW(stat("m", &(struct stat){0}));
	SHOW(umount2("m", MNT_EXPIRE));
	int fd = open("m", O_RDONLY);
	SHOW(umount2("m", MNT_EXPIRE));
	close(fd);
	SHOW(umount2("m", MNT_EXPIRE));
	SHOW(umount2("m", MNT_EXPIRE));
	SHOW(umount2("m", MNT_EXPIRE));
	SHOW(umount("m"));
	return 0;
}
