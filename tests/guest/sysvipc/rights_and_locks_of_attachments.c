// needs: root
// A read-only attachment cannot be made writable; an address may be rounded down to 0; SHM_LOCK keeps to RLIMIT_MEMLOCK.
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
static int id;
static int nobody(void)
{
	CHECK(setgid(65534) == 0 && setuid(65534) == 0);
	SHOW(shmat(id, (void *)1, SHM_RND));
	int mine = shmget(IPC_PRIVATE, 8192, 0600), more = shmget(IPC_PRIVATE, 8192, 0600);
	struct rlimit l = { 12288, 12288 };
	CHECK(setrlimit(RLIMIT_MEMLOCK, &l) == 0);
	SHOW(shmctl(mine, SHM_LOCK, NULL));
	SHOW(shmctl(mine, SHM_LOCK, NULL));
	SHOW(shmctl(more, SHM_LOCK, NULL));
	SHOW(shmctl(mine, SHM_UNLOCK, NULL));
	SHOW(shmctl(more, SHM_LOCK, NULL));
	SHOW(shmctl(more, IPC_RMID, NULL));
	SHOW(shmctl(mine, SHM_LOCK, NULL));
	l.rlim_cur = 0;
	CHECK(setrlimit(RLIMIT_MEMLOCK, &l) == 0);
	SHOW(shmctl(mine, SHM_LOCK, NULL));
	SHOW(shmctl(mine, SHM_UNLOCK, NULL));
	SHOW(shmctl(mine, IPC_RMID, NULL));
	SHOW(shmctl(id, SHM_LOCK, NULL));
	return 0;
}
int main(void)
{
	id = shmget(IPC_PRIVATE, 4096, 0666);
	char *p = shmat(id, NULL, SHM_RDONLY);
	SHOW(mprotect(p, 4096, PROT_READ | PROT_WRITE));
	SHOW(mprotect(p, 4096, PROT_NONE));
	SHOW(mprotect(p, 4096, PROT_READ));
	SHOW(shmat(id, (void *)1, 0));
	SHOW(shmat(id, (void *)1, SHM_RND | SHM_REMAP));
	SHOW(shmat(id, (void *)1, SHM_RND));
	SHOW(shmdt(NULL));
	wait_status(child(nobody));
	SHOW(shmctl(id, IPC_RMID, NULL));
}
