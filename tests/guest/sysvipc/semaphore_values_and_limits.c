// slow
/* semctl(2), semop(2): SETALL and GETALL, values beyond SEMVMX, too many operations, numbers beyond the set, SEM_UNDO's limit, sempid and times. */
#include "behaviour.h"
#include <sys/sem.h>

union semun { int val; struct semid_ds *buf; unsigned short *array; struct seminfo *info; };

int main(void)
{
	int s = semget(IPC_PRIVATE, 4, 0600);
	unsigned short values[4] = {1, 2, 32767, 0}, got[4];
	struct semid_ds d;
	struct seminfo info;
	SHOW(semctl(s, 0, SETALL, (union semun){.array = values}));
	SHOW(semctl(s, 0, GETALL, (union semun){.array = got}));
	printf("%d %d %d %d\n", got[0], got[1], got[2], got[3]);
	SHOW(semctl(s, 1, GETVAL));
	SHOW(semctl(s, 4, GETVAL));
	SHOW(semctl(s, -1, GETVAL));
	SHOW(semctl(s, 0, SETVAL, (union semun){.val = 32768}));
	SHOW(semctl(s, 0, SETVAL, (union semun){.val = -1}));
	values[0] = 32768;
	SHOW(semctl(s, 0, SETALL, (union semun){.array = values}));
	SHOW(semctl(s, 0, SETALL, (union semun){.array = (void *)1}));
	SHOW(semop(s, &(struct sembuf){2, 1, 0}, 1));
	SHOW(semop(s, &(struct sembuf){4, 1, 0}, 1));
	SHOW(semop(s, &(struct sembuf){0, -32768, IPC_NOWAIT}, 1));
	SHOW(semop(s, &(struct sembuf){3, 0, 0}, 1));
	SHOW(semop(s, &(struct sembuf){0, 0, IPC_NOWAIT}, 1));
	static struct sembuf many[501];
	SHOW(semop(s, many, 501));
	SHOW(semop(s, many, 0));
	SHOW(semop(s, (void *)1, 1));
	struct sembuf two[2] = {{0, -1, IPC_NOWAIT}, {1, -3, IPC_NOWAIT}};
	SHOW(semop(s, two, 2));
	SHOW(semctl(s, 0, GETVAL));
	struct sembuf same[3] = {{0, -1, 0}, {0, 0, 0}, {0, 5, SEM_UNDO}};
	SHOW(semop(s, same, 3));
	SHOW(semctl(s, 0, GETVAL));
	SHOW(semctl(s, 0, GETPID) == getpid());
	SHOW(semctl(s, 1, GETPID) == getpid());
	SHOW(semctl(s, 0, GETNCNT));
	SHOW(semctl(s, 0, GETZCNT));
	SHOW(semctl(s, 0, IPC_STAT, (union semun){.buf = &d}));
	printf("%d semaphores, otime %d ctime %d\n", (int)d.sem_nsems, d.sem_otime != 0, d.sem_ctime != 0);
	SHOW(semctl(s, 0, IPC_INFO, (union semun){.info = &info}) >= 0);
	printf("vmx %d opm %d msl %d\n", info.semvmx, info.semopm, info.semmsl);
	SHOW(semop(s, &(struct sembuf){0, 32767, SEM_UNDO}, 1));
	SHOW(semop(s, &(struct sembuf){0, -5, SEM_UNDO}, 1));
	SHOW(semctl(s, 0, 77));
	SHOW(semctl(s, 0, IPC_RMID));
	return 0;
}
