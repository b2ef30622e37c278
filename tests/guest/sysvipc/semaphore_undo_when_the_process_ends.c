#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/sem.h>

static int id;
static int locker(void)
{
	struct sembuf ops[] = { { 0, -1, SEM_UNDO }, { 1, 5, SEM_UNDO } };
	SHOW(semop(id, ops, 2));
	SHOW(semctl(id, 0, GETVAL));
	return 0;
}

static int waiter(void)
{
	struct sembuf op = { 0, -1, 0 };
	return semop(id, &op, 1) ? 1 : 0;
}

int main(void)
{
	id = semget(IPC_PRIVATE, 2, 0600);
	semctl(id, 0, SETVAL, 1);
	show_status(wait_status(child(locker)));
	SHOW(semctl(id, 0, GETVAL));
	SHOW(semctl(id, 1, GETVAL));
	struct sembuf take = { 0, -1, SEM_UNDO };
	pid_t holder = fork();
	if (holder == 0) {
		semop(id, &take, 1);
		pause();
	}
	while (semctl(id, 0, GETVAL))
		usleep(1000);
	pid_t pid = child(waiter);
	while (semctl(id, 0, GETNCNT) != 1)
		usleep(1000);
	kill(holder, SIGKILL);
	show_status(wait_status(holder));
	show_status(wait_status(pid)); /* woken by the undo */
	semctl(id, 0, IPC_RMID);
}
