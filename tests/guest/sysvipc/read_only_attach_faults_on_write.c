#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/shm.h>

static int id;
static int writer(void)
{
	char *p = shmat(id, NULL, SHM_RDONLY);
	printf("%d\n", p[0]);
	fflush(stdout);
	p[0] = 1;
	return 0;
}

int main(void)
{
	id = shmget(IPC_PRIVATE, 4096, 0600);
	show_status(wait_status(child(writer)));
	shmctl(id, IPC_RMID, NULL);
}
