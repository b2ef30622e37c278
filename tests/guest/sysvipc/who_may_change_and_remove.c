// slow
// needs: root
/* IPC_SET and IPC_RMID: "the effective user ID of the calling process must be the owner or creator, or the caller must be privileged". */
#include "behaviour.h"
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

static int m, s, q;
static uid_t who;
static int tries(void)
{
	struct shmid_ds d;
	struct msqid_ds md;
	union { int val; unsigned short *array; struct semid_ds *buf; } u;
	CHECK(setresuid(who, who, who) == 0);
	printf("user %d\n", (int)who);
	SHOW(shmctl(m, IPC_STAT, &d));
	SHOW(shmctl(m, IPC_SET, &d));
	SHOW(shmctl(m, SHM_LOCK, NULL));
	SHOW(shmctl(m, SHM_UNLOCK, NULL));
	SHOW(msgctl(q, IPC_STAT, &md));
	md.msg_qbytes = 100;
	SHOW(msgctl(q, IPC_SET, &md));
	md.msg_qbytes = 100000;
	SHOW(msgctl(q, IPC_SET, &md));
	u.val = 3;
	SHOW(semctl(s, 0, SETVAL, u));
	SHOW(semctl(s, 0, GETVAL));
	SHOW(semctl(s, 0, IPC_RMID));
	SHOW(msgctl(q, IPC_RMID, NULL));
	SHOW(shmctl(m, IPC_RMID, NULL));
	return 0;
}

static int makes(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	CHECK(shmget(0x46500010, 10, IPC_CREAT | 0604) >= 0 && semget(0x46500010, 1, IPC_CREAT | 0604) >= 0 && msgget(0x46500010, IPC_CREAT | 0604) >= 0);
	return 0;
}

int main(void)
{
	wait_status(child(makes));
	m = shmget(0x46500010, 0, 0), s = semget(0x46500010, 0, 0), q = msgget(0x46500010, 0);
	struct shmid_ds d;
	shmctl(m, IPC_STAT, &d);
	d.shm_perm.uid = 2000;
	SHOW(shmctl(m, IPC_SET, &d));
	who = 3000, wait_status(child(tries));
	who = 2000, wait_status(child(tries));
	who = 1000, wait_status(child(tries));
	SHOW(shmctl(m, IPC_RMID, NULL));
	SHOW(semctl(s, 0, IPC_RMID));
	SHOW(msgctl(q, IPC_RMID, NULL));
	return 0;
}
