#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/shm.h>

static int id;
static int writer(void)
{
	char *p = shmat(id, NULL, 0);
	CHECK(p != (void *)-1);
	strcpy(p, "from the child");
	return 0;
}

int main(void)
{
	key_t key = 0x7e570000 | (getpid() & 0xffff);
	id = shmget(key, 5000, IPC_CREAT | IPC_EXCL | 0600);
	CHECK(id >= 0);
	SHOW(shmget(key, 5000, IPC_CREAT | IPC_EXCL | 0600));
	SHOW(shmget(key, 6000, 0600));
	SHOW(shmget(key, 0, 0) == id);
	SHOW(shmget(IPC_PRIVATE, 0, 0600));
	SHOW(shmget(key ^ 0x100000, 100, 0600));
	char *p = shmat(id, NULL, 0);
	CHECK(p != (void *)-1);
	show_status(wait_status(child(writer)));
	printf("%s\n", p);
	p[4999] = 'x';
	p[8191] = 'y'; /* the rest of the page is there too */
	struct shmid_ds d;
	SHOW(shmctl(id, IPC_STAT, &d));
	printf("size %zu attaches %lu mode %o creator %d last %d\n", d.shm_segsz, (unsigned long)d.shm_nattch, d.shm_perm.mode, d.shm_cpid == getpid(), d.shm_lpid != getpid());
	SHOW(shmdt(p));
	SHOW(shmdt(p));
	SHOW(shmctl(id, IPC_RMID, NULL));
	SHOW(shmctl(id, IPC_STAT, &d));
	SHOW((long)shmat(id, NULL, 0));
}
