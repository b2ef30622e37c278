/* The child ends by _exit, which runs nothing of its parent's. */
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
		_exit(0);
	int gone = access("/tmp/mistakes-scratch", F_OK);
	wait(NULL);
	_exit(gone != 0);
}
