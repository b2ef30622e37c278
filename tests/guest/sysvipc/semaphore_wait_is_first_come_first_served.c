#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/sem.h>

int main(void)
{
	int id = semget(IPC_PRIVATE, 1, 0600), out[2];
	make_pipe(out);
	for (int i = 0; i < 3; i++) {
		if (fork() == 0) {
			struct sembuf op = { 0, -1, 0 };
			semop(id, &op, 1);
			char c = '0' + i;
			write(out[1], &c, 1);
			_exit(0);
		}
		while (semctl(id, 0, GETNCNT) != i + 1)
			usleep(1000);
	}
	for (int i = 0; i < 3; i++) {
		struct sembuf op = { 0, 1, 0 };
		char c;
		semop(id, &op, 1);
		read(out[0], &c, 1);
		printf("%c\n", c);
	}
	for (int i = 0; i < 3; i++)
		wait(NULL);
	SHOW(semctl(id, 0, GETNCNT));
	SHOW(semctl(id, 0, GETVAL));
	semctl(id, 0, IPC_RMID);
}
