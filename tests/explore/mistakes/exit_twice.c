/* A child that calls exit runs what its parent registered for its own end: the parent's file is gone. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void clean(void) { unlink("/tmp/mistakes-scratch"); }

int main(void)
{
	close(open("/tmp/mistakes-scratch", O_CREAT | O_WRONLY, 0600));
	atexit(clean);
	if (fork() == 0)
		exit(0);
	int gone = access("/tmp/mistakes-scratch", F_OK);
	wait(NULL);
	_exit(gone != 0);
}
