#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/sem.h>

static int id;
static int wait_for_zero(void)
{
	struct sembuf op = { 0, 0, 0 };
	SHOW(semop(id, &op, 1));
	return 0;
}

int main(void)
{
	id = semget(IPC_PRIVATE, 1, 0600);
	semctl(id, 0, SETVAL, 2);
	pid_t pid = child(wait_for_zero);
	while (semctl(id, 0, GETZCNT) != 1)
		usleep(1000);
	struct sembuf op = { 0, -1, 0 };
	SHOW(semop(id, &op, 1));
	SHOW(semctl(id, 0, GETZCNT));
	SHOW(semop(id, &op, 1));
	show_status(wait_status(pid));
	semctl(id, 0, IPC_RMID);
}
