/* A process is stopped anywhere, and then another looks into its memory. */
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
	kill(child, SIGSTOP);
	int status = 0;
	waitpid(child, &status, WUNTRACED);
	long got = call6(310, child, (long)mine, 1, (long)its, 1, 0); /* process_vm_readv */
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return got < 0 ? 9 : (int)(seen[0] * 2 + seen[1]);
}
