// needs: root
// slow
/* mmap(2), mprotect(2): the descriptor's mode decides; O_WRONLY and O_APPEND; a mapping outlives its descriptor; noexec. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/mount.h>

static void try(const char *name, int mode, int prot, int flags)
{
	int fd = open(name, mode);
	errno = 0;
	void *p = mmap(NULL, 4096, prot, flags, fd, 0);
	printf("%s mode %x prot %d flags %x: %s", name, mode, prot, flags, p == MAP_FAILED ? strerrorname_np(errno) : "ok");
	close(fd);
	if (p != MAP_FAILED)
		for (int q = 0; q < 8; q++) {
			errno = 0;
			printf(" %s", mprotect(p, 4096, q) ? strerrorname_np(errno) : "-");
		}
	puts("");
}

int main(void)
{
	mkdir("d", 0755);
	CHECK(mount("none", "d", "tmpfs", MS_NOEXEC, NULL) == 0);
	for (char **name = (char *[]){"f", "d/f", NULL}; *name; name++) {
		int fd = open(*name, O_RDWR | O_CREAT, 0700);
		CHECK(ftruncate(fd, 4096) == 0);
		close(fd);
		for (int mode = O_RDONLY; mode <= O_RDWR; mode++)
			for (int prot = 0; prot < 8; prot++)
				try(*name, mode, prot, MAP_SHARED), try(*name, mode, prot, MAP_PRIVATE);
		try(*name, O_RDWR | O_APPEND, PROT_WRITE, MAP_SHARED), try(*name, O_RDONLY, PROT_READ, MAP_SHARED_VALIDATE), try(*name, O_RDONLY, PROT_READ, MAP_SHARED_VALIDATE | MAP_SYNC);
		try(*name, O_RDONLY, PROT_READ, 0), try(*name, O_PATH, PROT_READ, MAP_SHARED), try(*name, O_RDONLY, 16, MAP_SHARED);
	}
	try("d", O_RDONLY, PROT_READ, MAP_SHARED), try("/dev/null", O_RDWR, PROT_READ, MAP_SHARED), try("/proc/self/stat", O_RDONLY, PROT_READ, MAP_SHARED);
	umount2("d", MNT_DETACH);
	return 0;
}
