#include "faults.h"
static int global = 1;
int main(void)
{
	int local = 1, *heap = malloc(sizeof *heap);
	*heap = 1;
	for (int generation = 0; generation < 5; generation++) {
		fflush(stdout);
		pid_t c = fork();
		if (c) {
			wait_status(c);
			global += 100;
			printf("generation %d: %d %d %d\n", generation, global, local, *heap);
			fflush(stdout);
			return 0;
		}
		global++;
		local++;
		(*heap)++;
	}
	printf("last: %d %d %d\n", global, local, *heap);
}
