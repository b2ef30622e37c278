#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/shm.h>

static char *p;
static int look(void) { return p[0]; }

int main(void)
{
	struct shmid_ds d;
	int id = shmget(IPC_PRIVATE, 4096, 0600);
	p = shmat(id, NULL, 0);
	SHOW(shmctl(id, IPC_RMID, NULL));
	p[0] = 7;
	SHOW(shmctl(id, IPC_STAT, &d));
	printf("%o\n", d.shm_perm.mode);
	show_status(wait_status(child(look)));
	char *again = shmat(id, NULL, SHM_RDONLY); /* Linux allows it */
	SHOW(again[0]);
	SHOW(shmctl(id, IPC_STAT, &d));
	SHOW(d.shm_nattch);
	SHOW(shmdt(again));
	SHOW(shmdt(p));
	SHOW(shmctl(id, IPC_STAT, &d));
}
