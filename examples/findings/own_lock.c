/* The handler takes the mutex that the program holds when the signal comes: nobody will give it back. */
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
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	pthread_mutex_lock(&lock);
	int seen = ended;
	pthread_mutex_unlock(&lock);
	while (wait(NULL) < 0)
		;
	return seen > 1;
}
