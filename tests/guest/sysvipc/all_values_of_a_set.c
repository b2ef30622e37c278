// slow
/* semctl(2): GETALL and SETALL, the pid of the last operation, how many wait, and numbers outside the set. */
#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/sem.h>

int main(void)
{
	unsigned short values[3] = {1, 2, 32767}, got[3] = {0}, large[3] = {1, 32768, 1};
	int s = semget(IPC_PRIVATE, 3, 0600);
	SHOW(semctl(s, 0, GETPID));
	SHOW(semctl(s, 0, SETALL, values));
	SHOW(semctl(s, 99, GETALL, got));
	printf("%d %d %d\n", got[0], got[1], got[2]);
	SHOW(semctl(s, 0, SETALL, large));
	SHOW(semctl(s, 0, GETVAL));
	SHOW(semctl(s, 0, GETPID) == getpid());
	SHOW(semctl(s, 3, GETVAL));
	SHOW(semctl(s, -1, GETVAL));
	SHOW(semctl(s, 1, SETVAL, -1));
	SHOW(semctl(s, 1, SETVAL, 32768));
	SHOW(semctl(s, 3, SETVAL, 0));
	SHOW(semctl(s, 0, GETNCNT) + semctl(s, 0, GETZCNT));
	struct sembuf up = {2, 1, 0}, far = {3, 1, 0};
	SHOW(semop(s, &up, 1));
	SHOW(semop(s, &far, 1));
	SHOW(semop(s, &up, 0));
	SHOW(semctl(s, 0, 77));
	SHOW(semctl(s, 0, GETALL, 8));
	SHOW(semctl(s, 0, IPC_RMID));
	SHOW(semctl(s, 0, GETVAL));
	return 0;
}
