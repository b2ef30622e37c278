/* A lock by flock(2) belongs to the open file, which a child shares: its parent closes it, and the lock stays. */
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int fd = open("/tmp/mistakes-flock", O_CREAT | O_RDWR, 0600);
	flock(fd, LOCK_EX);
	pid_t worker = fork();
	if (worker == 0) {
		pause();
		_exit(0);
	}
	close(fd);
	fd = open("/tmp/mistakes-flock", O_RDWR);
	flock(fd, LOCK_EX);
	kill(worker, SIGTERM);
	wait(NULL);
	return 0;
}
