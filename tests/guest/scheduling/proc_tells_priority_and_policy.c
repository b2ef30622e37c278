// proc(5), /proc/PID/stat: priority, nice, exit_signal, rt_priority and policy; an inherited priority is in `priority` alone.
// needs: root
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>

static pthread_mutex_t m;
static sem_t held, look_over;
static pid_t owner;

static void look(const char *when, pid_t tid)
{
	char path[64], text[2000];
	snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, sizeof text - 1);
	CHECK(n > 0);
	text[n] = 0;
	close(fd);
	int field = 3;
	for (char *p = strtok(strrchr(text, ')') + 2, " "); p; p = strtok(NULL, " "), field++)
		if (field == 18 || field == 19 || field == 38 || field == 40 || field == 41)
			printf("%s ", p);
	printf(" %s\n", when);
}

static void *normal(void *a)
{
	(void)a;
	owner = gettid();
	pthread_mutex_lock(&m);
	look("a thread", owner);
	sem_post(&held);
	sem_wait(&look_over);
	pthread_mutex_unlock(&m);
	look("without the lock", owner);
	return NULL;
}

static void *high(void *a)
{
	(void)a;
	struct sched_param p = {.sched_priority = 30};
	CHECK(sched_setscheduler(0, SCHED_RR, &p) == 0);
	pthread_mutex_lock(&m);
	pthread_mutex_unlock(&m);
	return NULL;
}

int main(void)
{
	struct sched_param zero = {0}, p = {.sched_priority = 20};
	look("at first", getpid());
	pthread_mutexattr_t ma;
	pthread_mutexattr_init(&ma);
	pthread_mutexattr_setprotocol(&ma, PTHREAD_PRIO_INHERIT);
	pthread_mutex_init(&m, &ma);
	sem_init(&held, 0, 0), sem_init(&look_over, 0, 0);
	pthread_t a, b;
	CHECK(pthread_create(&a, NULL, normal, NULL) == 0);
	sem_wait(&held);
	CHECK(pthread_create(&b, NULL, high, NULL) == 0);
	usleep(200000);
	look("somebody of priority 30 waits", owner);
	sem_post(&look_over);
	pthread_join(a, NULL), pthread_join(b, NULL);
	CHECK(sched_setscheduler(0, SCHED_FIFO, &p) == 0);
	look("SCHED_FIFO", getpid());
	CHECK(nice(5) == 5);
	CHECK(sched_setscheduler(0, SCHED_BATCH, &zero) == 0);
	look("SCHED_BATCH", getpid());
	CHECK(sched_setscheduler(0, SCHED_IDLE, &zero) == 0);
	look("SCHED_IDLE", getpid());
	return 0;
}
