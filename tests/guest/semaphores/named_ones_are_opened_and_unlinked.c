// sem_open(3), sem_unlink(3), sem_close(3): O_CREAT, O_EXCL, errors, and what an unlinked one still does.
#include "behaviour.h"
#include <limits.h>
#include <semaphore.h>

static char name[64];

int main(void)
{
	snprintf(name, sizeof name, "/fp-named-%d", getpid());
	SHOW(sem_open(name, 0) == SEM_FAILED ? -1 : 0);
	sem_t *s = sem_open(name, O_CREAT | O_EXCL, 0600, 3);
	CHECK(s != SEM_FAILED);
	int value = -1;
	SHOW(sem_getvalue(s, &value));
	printf("value %d\n", value);
	SHOW(sem_open(name, O_CREAT | O_EXCL, 0600, 1) == SEM_FAILED ? -1 : 0);
	sem_t *again = sem_open(name, O_CREAT, 0600, 9);
	printf("same address %d\n", again == s);
	sem_getvalue(again, &value);
	printf("value stays %d\n", value);
	SHOW(sem_open("/fp-large", O_CREAT, 0600, (unsigned)SEM_VALUE_MAX + 1) == SEM_FAILED ? -1 : 0);
	char longname[NAME_MAX + 20];
	memset(longname, 'a', sizeof longname);
	longname[0] = '/';
	longname[sizeof longname - 1] = 0;
	SHOW(sem_open(longname, O_CREAT, 0600, 1) == SEM_FAILED ? -1 : 0);
	SHOW(sem_unlink(longname));
	SHOW(sem_open("/", O_CREAT, 0600, 1) == SEM_FAILED ? -1 : 0);
	SHOW(sem_open("/a/b", O_CREAT, 0600, 1) == SEM_FAILED ? -1 : 0);
	SHOW(sem_unlink(name));
	SHOW(sem_unlink(name));
	SHOW(sem_open(name, 0) == SEM_FAILED ? -1 : 0);
	SHOW(sem_wait(s));
	SHOW(sem_trywait(s));
	sem_t *other = sem_open(name, O_CREAT, 0600, 7);
	sem_getvalue(other, &value);
	printf("a new one has %d\n", value);
	sem_getvalue(s, &value);
	printf("the old one has %d\n", value);
	SHOW(sem_close(other));
	SHOW(sem_close(again));
	SHOW(sem_wait(s));
	SHOW(sem_trywait(s));
	SHOW(sem_close(s));
	SHOW(sem_unlink(name));
	return 0;
}
