// slow
/* shmctl(2), IPC_STAT: the exact size that was asked for, attachments counted over fork, and the times and pids of use. */
#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/shm.h>

static int id;
static void look(const char *when)
{
	struct shmid_ds d;
	CHECK(shmctl(id, IPC_STAT, &d) == 0);
	printf("   %s: size %ld, attached %ld, last %s, attach time %d, detach time %d, mode %o\n", when, (long)d.shm_segsz, (long)d.shm_nattch,
	       d.shm_lpid == 0 ? "nobody" : d.shm_lpid == getpid() ? "us" : "other", d.shm_atime != 0, d.shm_dtime != 0, d.shm_perm.mode);
}

static void *a;
static int inherits(void)
{
	look("in the child");
	return shmdt(a);
}

int main(void)
{
	id = shmget(IPC_PRIVATE, 100, 0600);
	look("new");
	a = shmat(id, NULL, 0);
	look("once");
	void *b = shmat(id, NULL, SHM_RDONLY);
	look("twice");
	show_status(wait_status(child(inherits)));
	look("after the child");
	SHOW(shmdt(b));
	SHOW(shmdt(b));
	SHOW(shmctl(id, IPC_RMID, NULL));
	look("marked");
	SHOW(shmat(id, NULL, 0) == (void *)-1 ? -1 : 0);
	SHOW(shmdt(a));
	SHOW(shmdt((char *)a + 1));
	return 0;
}
