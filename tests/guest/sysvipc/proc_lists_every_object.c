/* sysvipc(7): /proc/sysvipc has "a list of ... queues", sets and segments; natively others may have some too, so only our own lines are shown. */
#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

/* The head and the line of one object, without the columns of process ids and times, which differ: those `hidden` names by number. */
static void show(const char *name, int id, unsigned long hidden)
{
	char line[400];
	FILE *f = fopen(name, "r");
	CHECK(f);
	CHECK(fgets(line, sizeof line, f));
	printf("%s%s", name, line);
	while (fgets(line, sizeof line, f)) {
		if (atoi(line + 11) != id)
			continue;
		printf("%zu characters:", strlen(line));
		int column = 0;
		for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n"), column++)
			printf(" %s", column == 1 ? "id" : hidden >> column & 1 ? atol(word) > 0 ? "+" : "-" : word);
		puts("");
	}
	fclose(f);
}

int main(void)
{
	struct stat s;
	CHECK(stat("/proc/sysvipc", &s) == 0);
	printf("%o %d\n", s.st_mode, (int)s.st_nlink);
	CHECK(stat("/proc/sysvipc/shm", &s) == 0);
	printf("%o\n", s.st_mode);
	SHOW(open("/proc/sysvipc/none", O_RDONLY));

	int q = msgget(0x7fa11001, IPC_CREAT | IPC_EXCL | 0640), set = semget(0xfa110002, 7, IPC_CREAT | IPC_EXCL | 0600);
	int m = shmget(0x7fa11003, 10000, IPC_CREAT | IPC_EXCL | 0604);
	CHECK(q >= 0 && set >= 0 && m >= 0);
	show("/proc/sysvipc/msg", q, 1 << 13);
	show("/proc/sysvipc/sem", set, 1 << 9);
	show("/proc/sysvipc/shm", m, 1 << 4 | 1 << 13);

	struct { long type; char text[20]; } message = {1, "text"};
	CHECK(msgsnd(q, &message, 4, 0) == 0 && msgsnd(q, &message, 20, 0) == 0 && msgrcv(q, &message, 4, 1, 0) == 4);
	show("/proc/sysvipc/msg", q, 1 << 5 | 1 << 6 | 7 << 11);
	struct sembuf up = {0, 1, 0};
	CHECK(semop(set, &up, 1) == 0);
	show("/proc/sysvipc/sem", set, 3 << 8);
	char *at = shmat(m, NULL, 0);
	CHECK(at != (void *)-1);
	at[0] = at[9000] = 1;
	show("/proc/sysvipc/shm", m, 3 << 4 | 7 << 11);
	CHECK(shmctl(m, IPC_RMID, NULL) == 0);
	show("/proc/sysvipc/shm", m, 3 << 4 | 7 << 11);
	CHECK(shmdt(at) == 0);
	puts("detached:");
	show("/proc/sysvipc/shm", m, 0);
	CHECK(msgctl(q, IPC_RMID, NULL) == 0 && semctl(set, 0, IPC_RMID) == 0);
	show("/proc/sysvipc/msg", q, 0);
	show("/proc/sysvipc/sem", set, 0);
	return 0;
}
