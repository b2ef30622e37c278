#include "behaviour.h"
#include <sys/mman.h>

int global = 1;

int main(void)
{
	int local = 2;
	int *heap = malloc(sizeof *heap), *shared;
	*heap = 3;
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*shared = 4;
	pid_t pid = fork();
	if (pid == 0) {
		global = local = *heap = 10;
		*shared = 11;
		_exit(global + local + *heap);
	}
	show_status(wait_status(pid));
	printf("%d %d %d, shared %d\n", global, local, *heap, *shared);
}
