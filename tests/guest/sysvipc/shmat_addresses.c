#include "behaviour.h"
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>

int main(void)
{
	int id = shmget(IPC_PRIVATE, 8192, 0600);
	char *room = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	SHOW((long)shmat(id, room, 0));
	SHOW((long)shmat(id, room + 1, 0));
	SHOW(shmat(id, room + 5000, SHM_RND | SHM_REMAP) == room + 4096);
	SHOW((long)shmat(id, NULL, SHM_REMAP));
	SHOW((long)shmat(-1, NULL, 0));
	munmap(room + 16384, 8192);
	SHOW(shmat(id, room + 16384, 0) == room + 16384);
	room[4096] = 'a';
	printf("%c\n", room[16384]);
	SHOW(shmdt(room + 8192));
	SHOW(shmdt(room + 1));
	munmap(room + 4096, 4096); /* half of it */
	SHOW(shmdt(room + 4096));
	SHOW(mincore(room + 8192, 4096, (unsigned char *)room));
	struct shmid_ds d;
	shmctl(id, IPC_STAT, &d);
	SHOW(d.shm_nattch);
	shmctl(id, IPC_RMID, NULL);
}
