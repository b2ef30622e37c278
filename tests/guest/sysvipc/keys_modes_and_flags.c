// slow
// needs: root
/* shmget(2), semget(2), msgget(2): IPC_CREAT, IPC_EXCL, sizes against what is there, modes asked for, IPC_PRIVATE always new. */
#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#define KEY 0x46500001

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(shmget(KEY, 0, 0) >= 0);
	SHOW(shmget(KEY, 0, 0400) >= 0);
	SHOW(shmget(KEY, 0, 0004) >= 0);
	SHOW(shmget(KEY, 0, 0600) >= 0);
	SHOW(semget(KEY, 0, 0040) >= 0);
	SHOW(semget(KEY, 0, 0200) >= 0);
	SHOW(msgget(KEY, 0200) >= 0);
	SHOW(msgget(KEY, 0400) >= 0);
	SHOW(msgget(KEY, IPC_CREAT | 0400) >= 0);
	SHOW(msgget(KEY, IPC_CREAT | IPC_EXCL | 0400) >= 0);
	return 0;
}

int main(void)
{
	SHOW(shmget(KEY, 100, 0));
	int m = shmget(KEY, 100, IPC_CREAT | 0604), s, q;
	SHOW(shmget(KEY, 100, IPC_CREAT | IPC_EXCL));
	SHOW(shmget(KEY, 101, 0) == m);
	SHOW(shmget(KEY, 4096, 0) == m);
	SHOW(shmget(KEY, 4097, 0));
	SHOW(shmget(KEY, 0, 0) == m);
	SHOW(shmget(KEY, 100, IPC_CREAT) == m);
	SHOW(shmget(KEY + 1, 0, IPC_CREAT));
	SHOW(shmget(KEY + 1, -1, IPC_CREAT));
	SHOW(semget(KEY, 3, 0));
	s = semget(KEY, 3, IPC_CREAT | 0640);
	SHOW(semget(KEY, 4, 0));
	SHOW(semget(KEY, 2, 0) == s);
	SHOW(semget(KEY, 0, 0) == s);
	SHOW(semget(KEY + 1, 0, IPC_CREAT));
	SHOW(semget(KEY + 1, -1, IPC_CREAT));
	SHOW(semget(KEY + 1, 32001, IPC_CREAT));
	SHOW(msgget(KEY, 0));
	q = msgget(KEY, IPC_CREAT | 0602);
	SHOW(msgget(KEY, IPC_CREAT | IPC_EXCL));
	int a = shmget(IPC_PRIVATE, 1, 0), b = shmget(IPC_PRIVATE, 1, 0);
	printf("private ones differ: %d\n", a != b);
	wait_status(child(as_user));
	struct shmid_ds d;
	SHOW(shmctl(m, IPC_STAT, &d));
	printf("mode %o uid %d cuid %d size %d attached %d key %d\n", d.shm_perm.mode, (int)d.shm_perm.uid, (int)d.shm_perm.cuid, (int)d.shm_segsz, (int)d.shm_nattch, d.shm_perm.__key == KEY);
	d.shm_perm.mode = 0777, d.shm_perm.uid = 1000;
	SHOW(shmctl(m, IPC_SET, &d));
	SHOW(shmctl(m, IPC_STAT, &d));
	printf("mode %o uid %d cuid %d\n", d.shm_perm.mode, (int)d.shm_perm.uid, (int)d.shm_perm.cuid);
	for (int *id = (int[]){m, a, b, -1}; *id >= 0; id++)
		shmctl(*id, IPC_RMID, NULL);
	SHOW(semctl(s, 0, IPC_RMID));
	SHOW(msgctl(q, IPC_RMID, NULL));
	SHOW(shmctl(m, IPC_STAT, &d));
	SHOW(semctl(s, 0, GETVAL));
	SHOW(msgrcv(q, &d, 1, 0, IPC_NOWAIT));
	SHOW(shmctl(m, 99, NULL));
	SHOW(semctl(-1, 0, GETVAL));
	return 0;
}
