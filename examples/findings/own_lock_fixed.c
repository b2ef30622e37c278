/* The signal is blocked while the program holds the mutex. */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int ended;

static void on_child(int sig)
{
	(void)sig;
	pthread_mutex_lock(&lock);
	ended++;
	pthread_mutex_unlock(&lock);
}

int main(void)
{
	sigset_t child, before;

	signal(SIGCHLD, on_child);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	if (fork() == 0)
		_exit(0);
	sigprocmask(SIG_BLOCK, &child, &before);
	pthread_mutex_lock(&lock);
	int seen = ended;
	pthread_mutex_unlock(&lock);
	sigprocmask(SIG_SETMASK, &before, NULL);
	while (wait(NULL) < 0)
		;
	return seen > 1;
}
