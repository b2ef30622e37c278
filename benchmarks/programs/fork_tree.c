/* 1,000 processes: four trees of 250, one after another, in each of which everybody makes two children before waiting. */
#include <sys/wait.h>
#include <unistd.h>
static void grow(int processes)
{
	int below = processes - 1, part[2] = {below / 2, below - below / 2}, made = 0;
	for (int i = 0; i < 2; i++) {
		if (part[i] == 0)
			continue;
		pid_t pid = fork();
		if (pid == 0) {
			grow(part[i]);
			_exit(0);
		}
		if (pid < 0)
			_exit(1);
		made++;
	}
	int status;
	for (; made; made--)
		if (wait(&status) < 0 || status)
			_exit(1);
}
int main(void)
{
	int status;
	for (int i = 0; i < 4; i++) {
		pid_t pid = fork();
		if (pid == 0) {
			grow(250);
			_exit(0);
		}
		if (waitpid(pid, &status, 0) != pid || status)
			return 1;
	}
	return 0;
}
