/* Only the child makes its process group: a parent that is faster finds no group to signal, and waits for ever. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	pid_t child = fork();
	if (child == 0) {
		setpgid(0, 0);
		pause();
		_exit(0);
	}
	kill(-child, SIGTERM);
	waitpid(child, NULL, 0);
	return 0;
}
