// slow
/* sem_overview(7), sem_open(3): names, O_EXCL, values, modes, unlinked while open, the same address when opened twice, across fork. */
#include "behaviour.h"
#include <semaphore.h>
#include <time.h>

static sem_t *s;
static int posts(void)
{
	usleep(30000);
	SHOW(sem_post(s));
	return 0;
}

int main(void)
{
	int v;
	sem_unlink("/fpath-sem");
	SHOW(sem_open("/fpath-sem", 0) == SEM_FAILED ? -1 : 0);
	s = sem_open("/fpath-sem", O_CREAT | O_EXCL, 0600, 2);
	SHOW(s != SEM_FAILED);
	SHOW(sem_open("/fpath-sem", O_CREAT | O_EXCL, 0600, 2) == SEM_FAILED ? -1 : 0);
	sem_t *t = sem_open("/fpath-sem", O_CREAT, 0600, 77);
	printf("the same %d\n", s == t);
	SHOW(sem_getvalue(t, &v));
	printf("%d\n", v);
	SHOW(sem_open("/fpath-x", O_CREAT, 0600, 0x80000000u) == SEM_FAILED ? -1 : 0);
	SHOW(sem_open("/a/b", O_CREAT, 0600, 1) == SEM_FAILED ? -1 : 0);
	SHOW(sem_open("", O_CREAT, 0600, 1) == SEM_FAILED ? -1 : 0);
	SHOW(sem_wait(s));
	SHOW(sem_wait(t));
	SHOW(sem_trywait(s));
	struct stat st;
	SHOW(stat("/dev/shm/sem.fpath-sem", &st));
	printf("%o %d\n", st.st_mode, (int)st.st_size);
	pid_t pid = child(posts);
	SHOW(sem_wait(s));
	wait_status(pid);
	struct timespec past = {1, 0}, bad = {1, 1000000000};
	SHOW(sem_timedwait(s, &past));
	SHOW(sem_timedwait(s, &bad));
	SHOW(sem_unlink("/fpath-sem"));
	SHOW(sem_unlink("/fpath-sem"));
	SHOW(sem_post(s));
	SHOW(sem_close(t));
	SHOW(sem_getvalue(s, &v));
	printf("%d\n", v);
	SHOW(sem_close(s));
	return 0;
}
