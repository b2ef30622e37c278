/* A process looks into another's memory while that writes two variables. */
#include "tiny.h"
static volatile long pair[2];
static int program(void)
{
	int child = fork();
	if (child == 0) {
		pair[0] = 1;
		pair[1] = 1;
		_exit(0);
	}
	long seen[2] = { 0, 0 };
	void *mine[2] = { seen, (void *)sizeof seen }, *its[2] = { (void *)pair, (void *)sizeof pair };
	DELAY();
	long got = call6(310, child, (long)mine, 1, (long)its, 1, 0); /* process_vm_readv */
	waitpid(child, NULL, 0);
	return got < 0 ? 9 : (int)(seen[0] * 2 + seen[1]);
}
