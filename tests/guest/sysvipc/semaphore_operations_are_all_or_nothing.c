// needs: x86-64
#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/sem.h>

int main(void)
{
	int id = semget(IPC_PRIVATE, 3, 0600);
	unsigned short values[3] = { 1, 2, 0 };
	SHOW(semctl(id, 0, SETALL, values));
	struct sembuf ops[] = { { 0, -1, 0 }, { 1, -3, IPC_NOWAIT } };
	SHOW(semop(id, ops, 2));
	SHOW(semctl(id, 0, GETVAL));
	ops[1].sem_op = -2;
	SHOW(semop(id, ops, 2));
	SHOW(semctl(id, 0, GETALL, values));
	printf("%d %d %d\n", values[0], values[1], values[2]);
	SHOW(semctl(id, 1, GETPID) == getpid());
	SHOW(semctl(id, 2, GETPID) == getpid());
	struct sembuf zero = { 0, 0, IPC_NOWAIT };
	SHOW(semop(id, &zero, 1));
	struct sembuf up = { 0, 32767, 0 };
	SHOW(semop(id, &up, 1));
	SHOW(semop(id, &zero, 1));
	up.sem_op = 1;
	SHOW(semop(id, &up, 1));
	up.sem_num = 3;
	SHOW(semop(id, &up, 1));
	SHOW(semop(id, &up, 0));
	SHOW(semop(id, (void *)8, 1));
	SHOW(syscall(SYS_semop, id, ops, 501));
	SHOW(semop(-1, &up, 1));
	SHOW(semctl(id, 3, GETVAL));
	SHOW(semctl(id, 0, SETVAL, 32768));
	SHOW(semctl(id, 0, SETVAL, -1));
	SHOW(semget(IPC_PRIVATE, 0, 0600));
	SHOW(semget(IPC_PRIVATE, 32001, 0600));
	SHOW(semctl(id, 0, 999));
	SHOW(semctl(id, 0, IPC_RMID));
	SHOW(semctl(id, 0, GETVAL));
}
