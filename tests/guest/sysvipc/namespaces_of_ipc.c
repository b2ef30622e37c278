// needs: root
/* IPC namespaces: System V objects and POSIX message queues are seen in the namespace they were made in only (ipc_namespaces(7)); with the last
 * process of it they are gone, but for memory that is still attached. */
#include "behaviour.h"
#include <mqueue.h>
#include <sched.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#define KEY 0x1234567

static int at[2], back[2];

static void look(const char *who)
{
	printf("%s: queue %d semaphores %d memory %d mqueue %d\n", who, msgget(KEY, 0) >= 0, semget(KEY, 0, 0) >= 0, shmget(KEY, 0, 0) >= 0,
	       mq_open("/namespaces", O_RDWR) >= 0);
}

static void make(const char *who)
{
	printf("%s makes: %d %d %d %d\n", who, msgget(KEY, IPC_CREAT | IPC_EXCL | 0600) >= 0, semget(KEY, 2, IPC_CREAT | IPC_EXCL | 0600) >= 0,
	       shmget(KEY, 4096, IPC_CREAT | IPC_EXCL | 0600) >= 0, mq_open("/namespaces", O_RDWR | O_CREAT | O_EXCL, 0600, NULL) >= 0);
}

static void take_away(void)
{
	msgctl(msgget(KEY, 0), IPC_RMID, NULL);
	semctl(semget(KEY, 0, 0), 0, IPC_RMID);
	shmctl(shmget(KEY, 0, 0), IPC_RMID, NULL);
	mq_unlink("/namespaces");
}

static int lines(const char *path)
{
	char text[65536];
	int fd = open(path, O_RDONLY), count = 0;
	ssize_t n = read(fd, text, sizeof text);
	close(fd);
	for (ssize_t i = 0; i < n; i++)
		count += text[i] == '\n';
	return count;
}

static int other(void)
{
	int id = shmget(KEY, 0, 0);
	char *outer = shmat(id, NULL, 0);
	CHECK(outer != (void *)-1);
	SHOW(unshare(CLONE_NEWIPC));
	look("in a new one");
	SHOW(shmctl(id, IPC_STAT, &(struct shmid_ds){0}));
	printf("memory of the old one stays attached: %s\n", outer);
	SHOW(shmdt(outer));
	make("the new one");
	look("in the new one");
	printf("lines %d %d %d\n", lines("/proc/sysvipc/msg"), lines("/proc/sysvipc/sem"), lines("/proc/sysvipc/shm"));
	char *inner = shmat(shmget(KEY, 0, 0), NULL, 0);
	strcpy(inner, "inner");
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		look("a child of it");
		printf("child: %s\n", inner);
		fflush(stdout);
		_exit(0);
	}
	wait_status(pid);
	fflush(stdout);
	tell(at);
	await(back);
	printf("still %s\n", inner);
	return 0;
}

/* Undo is done in the namespace that is left. */
static int undoes(void)
{
	struct sembuf down = {0, -1, SEM_UNDO};
	int id = semget(KEY, 0, 0);
	semctl(id, 0, SETVAL, 3);
	SHOW(semop(id, &down, 1));
	SHOW(semctl(id, 0, GETVAL));
	fflush(stdout);
	CHECK(unshare(CLONE_NEWIPC) == 0);
	SHOW(semctl(id, 0, GETVAL));
	return 0;
}

int main(void)
{
	make_pipe(at), make_pipe(back);
	take_away();
	make("here");
	int id = shmget(KEY, 0, 0);
	strcpy(shmat(id, NULL, 0), "outer");
	pid_t pid = child(other);
	await(at);
	struct shmid_ds s;
	shmctl(id, IPC_STAT, &s);
	printf("here: attached %d\n", (int)s.shm_nattch);
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/ns/ipc", pid);
	int inside = open(path, O_RDONLY), home = open("/proc/self/ns/ipc", O_RDONLY);
	SHOW(setns(inside, CLONE_NEWIPC));
	look("joined");
	int theirs = shmget(KEY, 0, 0);
	char *attached = shmat(theirs, NULL, 0);
	printf("joined: %s\n", attached);
	SHOW(setns(home, CLONE_NEWIPC));
	printf("attached still: %s\n", attached);
	close(inside);
	tell(back);
	show_status(wait_status(pid));
	printf("all have left: %s\n", attached);
	SHOW(shmdt(attached));
	show_status(wait_status(child(undoes)));
	SHOW(semctl(semget(KEY, 0, 0), 0, GETVAL));
	look("here");
	take_away();
	return 0;
}
