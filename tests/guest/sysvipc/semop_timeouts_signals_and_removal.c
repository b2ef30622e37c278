#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/sem.h>
#include <time.h>

static int id;
static void handler(int n) {}
static struct sembuf down = { 0, -1, 0 };
static int wait_for_it(void)
{
	SHOW(semop(id, &down, 1));
	return 0;
}

int main(void)
{
	id = semget(IPC_PRIVATE, 1, 0600);
	struct timespec t = { 0, 20000000 }, bad = { 0, -1 };
	SHOW(semtimedop(id, &down, 1, &t));
	SHOW(semtimedop(id, &down, 1, &bad));
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	sigaction(SIGUSR1, &sa, NULL);
	pid_t pid = child(wait_for_it);
	while (semctl(id, 0, GETNCNT) != 1)
		usleep(1000);
	kill(pid, SIGUSR1);
	show_status(wait_status(pid));
	SHOW(semctl(id, 0, GETNCNT));
	pid = child(wait_for_it);
	while (semctl(id, 0, GETNCNT) != 1)
		usleep(1000);
	semctl(id, 0, IPC_RMID);
	show_status(wait_status(pid));
}
