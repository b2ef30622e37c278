// slow
// needs: root
/* statfs(2): types, flags of the mount and limits, by path and descriptor, of tmpfs, proc, a pipe and a socket. */
#include "behaviour.h"
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>

static void look(const char *what, int r, struct statfs *s)
{
	if (r)
		printf("%s: %s\n", what, strerrorname_np(errno));
	else
		printf("%s: type %lx block %ld names %ld flags %lx\n", what, (long)s->f_type, (long)s->f_bsize, (long)s->f_namelen, (long)s->f_flags & ~0x20L);
}

int main(void)
{
	struct statfs s;
	struct statvfs v;
	int p[2];
	mkdir("m", 0755);
	CHECK(mount("none", "m", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOATIME | MS_RDONLY, "size=1m") == 0 && pipe(p) == 0);
	look("tmpfs", statfs("m", &s), &s);
	printf("blocks %ld free %ld\n", (long)s.f_blocks, (long)s.f_bfree);
	statfs("/proc/self", &s), printf("proc %lx\n", (long)s.f_type);
	look("pipe", fstatfs(p[0], &s), &s);
	look("socket", fstatfs(socket(AF_UNIX, SOCK_STREAM, 0), &s), &s);
	look("path", fstatfs(open("m", O_PATH), &s), &s);
	look("none", statfs("none", &s), &s);
	look("bad", fstatfs(99, &s), &s);
	look("address", syscall(SYS_statfs, "m", (void *)1), &s);
	SHOW(statvfs("m", &v));
	printf("read only %d nosuid %d\n", (v.f_flag & ST_RDONLY) != 0, (v.f_flag & ST_NOSUID) != 0);
	SHOW(mount(NULL, "m", NULL, MS_REMOUNT | MS_NOEXEC, NULL));
	look("again", statfs("m", &s), &s);
	umount2("m", MNT_DETACH);
	return 0;
}
