// sem_open(3): EACCES for one who may not; the umask is taken from the mode.
// needs: root
#include "behaviour.h"
#include <semaphore.h>

static char name[64];

static int as_nobody(void)
{
	CHECK(setuid(65534) == 0);
	SHOW(sem_open(name, 0) == SEM_FAILED ? -1 : 0);
	SHOW(sem_open(name, O_CREAT, 0777, 1) == SEM_FAILED ? -1 : 0);
	SHOW(sem_unlink(name));
	return 0;
}

int main(void)
{
	snprintf(name, sizeof name, "/fp-perm-%d", getpid());
	umask(022);
	sem_t *s = sem_open(name, O_CREAT | O_EXCL, 0666, 1);
	CHECK(s != SEM_FAILED);
	char path[96];
	snprintf(path, sizeof path, "/dev/shm/sem.%s", name + 1);
	struct stat st;
	SHOW(stat(path, &st));
	printf("mode %o size %ld\n", st.st_mode, (long)st.st_size);
	show_status(wait_status(child(as_nobody)));
	SHOW(sem_unlink(name));
	return 0;
}
