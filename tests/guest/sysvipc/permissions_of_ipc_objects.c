// needs: root
#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

int main(void)
{
	struct shmid_ds d;
	int shm = shmget(IPC_PRIVATE, 100, 0640), sem = semget(IPC_PRIVATE, 1, 0604), msg = msgget(IPC_PRIVATE, 0622);
	pid_t pid = fork();
	if (pid == 0) {
		setgid(1000);
		CHECK(setuid(1000) == 0);
		SHOW((long)shmat(shm, NULL, SHM_RDONLY));
		SHOW(shmctl(shm, IPC_STAT, &d));
		SHOW(shmctl(shm, IPC_RMID, NULL));
		SHOW(semctl(sem, 0, GETVAL));
		SHOW(semctl(sem, 0, SETVAL, 3));
		struct sembuf op = { 0, 1, 0 };
		SHOW(semop(sem, &op, 1));
		op.sem_op = 0;
		SHOW(semop(sem, &op, 1));
		struct { long type; char text[4]; } m = { 1, "abc" };
		SHOW(msgsnd(msg, &m, 4, 0));
		SHOW(msgrcv(msg, &m, 4, 0, IPC_NOWAIT));
		fflush(stdout);
		_exit(0);
	}
	show_status(wait_status(pid));
	CHECK(shmctl(shm, IPC_STAT, &d) == 0);
	d.shm_perm.uid = 1000;
	d.shm_perm.mode = 0777600;
	SHOW(shmctl(shm, IPC_SET, &d));
	CHECK(shmctl(shm, IPC_STAT, &d) == 0);
	printf("%d %d %o\n", d.shm_perm.uid, d.shm_perm.cuid, d.shm_perm.mode);
	pid = fork();
	if (pid == 0) {
		CHECK(setuid(1000) == 0);
		SHOW(shmctl(shm, IPC_RMID, NULL));
		fflush(stdout);
		_exit(0);
	}
	show_status(wait_status(pid));
	semctl(sem, 0, IPC_RMID);
	msgctl(msg, IPC_RMID, NULL);
}
