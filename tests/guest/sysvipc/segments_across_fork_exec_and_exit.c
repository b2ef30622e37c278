// slow
/* shmop(2): "After a fork(2), the child inherits the attached shared memory segments", exec and exit detach; nattch, lpid, SHM_REMAP, SHM_RND, SHM_EXEC. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/shm.h>

static int id;
static int attached(void)
{
	struct shmid_ds d;
	CHECK(shmctl(id, IPC_STAT, &d) == 0);
	return d.shm_nattch;
}

static int exits(void)
{
	printf("in the child %d\n", attached());
	return 0;
}

static char *p;
static int detaches(void)
{
	SHOW(shmdt(p));
	SHOW(shmdt(p));
	printf("detached %d\n", attached());
	return 0;
}

static int execs(void)
{
	return execl("/bin/true", "true", NULL);
}

int main(void)
{
	id = shmget(IPC_PRIVATE, 10000, 0600);
	p = shmat(id, NULL, 0);
	char *r = shmat(id, NULL, SHM_RDONLY);
	printf("twice %d\n", attached());
	strcpy(p, "seen");
	printf("%s\n", r);
	wait_status(child(exits));
	printf("after exit %d\n", attached());
	wait_status(child(detaches));
	printf("after detaching there %d\n", attached());
	wait_status(child(execs));
	printf("after exec %d\n", attached());
	SHOW(shmdt(r + 4096));
	SHOW(shmdt(r));
	SHOW(shmat(id, (void *)(p + 1), 0) == (void *)-1 ? -1 : 0);
	SHOW(shmat(id, (void *)(p + 1), SHM_RND) == (void *)-1 ? -1 : 0);
	SHOW(shmat(id, (void *)(p + 1), SHM_RND | SHM_REMAP) == p);
	SHOW(shmat(id, NULL, SHM_REMAP) == (void *)-1 ? -1 : 0);
	printf("remapped %d\n", attached());
	SHOW(munmap(p, 4096));
	printf("partly unmapped %d\n", attached());
	SHOW(munmap(p + 4096, 8192));
	printf("wholly %d\n", attached());
	p = shmat(id, NULL, 0);
	SHOW(shmctl(id, IPC_RMID, NULL));
	struct shmid_ds d;
	SHOW(shmctl(id, IPC_STAT, &d));
	printf("mode %o\n", d.shm_perm.mode);
	char *again = shmat(id, NULL, 0);
	SHOW(again != (void *)-1);
	SHOW(shmdt(again));
	SHOW(shmdt(p));
	SHOW(shmat(id, NULL, 0) == (void *)-1 ? -1 : 0);
	return 0;
}
