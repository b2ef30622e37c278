// pthread_kill(3), pthread_sigmask(3): inherited mask, own pending set, ESRCH-like errors, signal 0, a blocked signal waits.
#include "behaviour.h"
#include <pthread.h>
#include <semaphore.h>

static sem_t ready, go;
static volatile int handled;
static pthread_t handler_thread;
static void handler(int s) { (void)s; handled++; handler_thread = pthread_self(); }
static void *waits(void *a)
{
	(void)a;
	sigset_t set, pending;
	pthread_sigmask(SIG_BLOCK, NULL, &set);
	printf("inherited %d %d\n", sigismember(&set, SIGUSR1), sigismember(&set, SIGUSR2));
	sigpending(&pending);
	printf("pending not inherited %d\n", !sigismember(&pending, SIGUSR1));
	sem_post(&ready);
	while (sem_wait(&go))
		;
	sigpending(&pending);
	printf("pending %d, handled %d\n", sigismember(&pending, SIGUSR1), handled);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	printf("handled %d by itself %d\n", handled, pthread_equal(handler_thread, pthread_self()) != 0);
	return NULL;
}

int main(void)
{
	struct sigaction a = {.sa_handler = handler};
	sigset_t set;
	pthread_t t;
	sem_init(&ready, 0, 0), sem_init(&go, 0, 0);
	sigaction(SIGUSR1, &a, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_kill(pthread_self(), SIGUSR1);
	pthread_create(&t, NULL, waits, NULL);
	sem_wait(&ready);
	printf("%d %s\n", pthread_kill(t, 0), strerrorname_np(pthread_kill(t, 99)));
	printf("%s\n", strerrorname_np(pthread_sigmask(77, &set, NULL)));
	pthread_kill(t, SIGUSR1);
	sem_post(&go);
	pthread_join(t, NULL);
	sigpending(&set);
	printf("own still pending %d\n", sigismember(&set, SIGUSR1));
	return 0;
}
