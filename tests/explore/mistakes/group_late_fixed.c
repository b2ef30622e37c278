/* Both make the group: whoever comes first. */
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
	setpgid(child, child);
	kill(-child, SIGTERM);
	waitpid(child, NULL, 0);
	return 0;
}
