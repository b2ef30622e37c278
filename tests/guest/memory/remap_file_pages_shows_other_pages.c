/* remap_file_pages(2): "the pages of the file ... in a nonlinear order"; only of a shared mapping, without a gap. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/shm.h>

int main(void)
{
	char name[] = "/tmp/fpath-remap-XXXXXX";
	int f = mkstemp(name);
	unlink(name);
	for (int i = 0; i < 4; i++)
		CHECK(pwrite(f, &"abcd"[i], 1, i * 4096) == 1);
	CHECK(ftruncate(f, 16384) == 0);
	char *p = mmap(NULL, 16384, PROT_READ | PROT_WRITE, MAP_SHARED, f, 0);
	SHOW(remap_file_pages(p, 4096, 0, 3, 0));
	SHOW(remap_file_pages(p + 8192, 8192, 0, 0, 0));
	printf("%c%c%c%c\n", p[0], p[4096], p[8192], p[12288]);
	p[12288] = 'B';
	printf("%c%c%c%c\n", p[0], p[4096], p[8192], p[12288]);
	SHOW(remap_file_pages(p, 16384, 0, 0, 0));
	printf("%c%c%c%c\n", p[0], p[4096], p[8192], p[12288]);
	SHOW(remap_file_pages(p + 100, 5000, 0, 2, MAP_NONBLOCK));
	printf("%c%c\n", p[0], p[4096]);
	SHOW(remap_file_pages(p, 4096, PROT_READ, 2, 0));
	SHOW(remap_file_pages(p, 100, 0, 2, 0));
	SHOW(remap_file_pages(p, 1 << 20, 0, 2, 0));
	SHOW(munmap(p + 4096, 4096));
	SHOW(remap_file_pages(p, 16384, 0, 0, 0));
	SHOW(remap_file_pages(p + 4096, 4096, 0, 0, 0));
	char *private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, f, 0);
	SHOW(remap_file_pages(private, 4096, 0, 1, 0));
	char *anonymous = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	anonymous[4096] = 'z';
	SHOW(remap_file_pages(anonymous, 4096, 0, 1, 0));
	printf("%c\n", anonymous[0]);
	int id = shmget(IPC_PRIVATE, 8192, 0600);
	char *segment = shmat(id, NULL, 0);
	segment[0] = 's';
	SHOW(shmctl(id, IPC_RMID, NULL));
	SHOW(remap_file_pages(segment + 4096, 4096, 0, 0, 0));
	struct shmid_ds d;
	SHOW(shmctl(id, IPC_STAT, &d));
	printf("%c attached %ld\n", segment[4096], (long)d.shm_nattch);
	SHOW(remap_file_pages(segment, 8192, 0, 0, 0));
	SHOW(shmdt(segment));
	SHOW(shmctl(id, IPC_STAT, &d));
	return 0;
}
