#include "behaviour.h"
#include <pthread.h>

static pthread_t main_thread;
static int handled[2];

static void handler(int number)
{
	handled[!pthread_equal(pthread_self(), main_thread)]++;
}

static int ready[2], done[2];

static void *other(void *argument)
{
	sigset_t set;
	sigemptyset(&set);
	pthread_sigmask(SIG_SETMASK, &set, NULL);
	tell(ready);
	await(done);
	return NULL;
}

int main(void)
{
	sigset_t set;
	pthread_t thread;
	main_thread = pthread_self();
	make_pipe(ready);
	make_pipe(done);
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	sigaction(SIGUSR1, &action, NULL);
	sigfillset(&set);
	pthread_sigmask(SIG_SETMASK, &set, NULL);
	pthread_create(&thread, NULL, other, NULL);
	await(ready);
	kill(getpid(), SIGUSR1);
	usleep(20000);
	printf("main %d other %d\n", handled[0], handled[1]);
	sigemptyset(&set);
	pthread_sigmask(SIG_SETMASK, &set, NULL);
	kill(getpid(), SIGUSR1);
	printf("main %d other %d\n", handled[0], handled[1]);
	pthread_kill(thread, SIGUSR1);
	usleep(20000);
	printf("main %d other %d\n", handled[0], handled[1]);
	sigfillset(&set);
	pthread_sigmask(SIG_SETMASK, &set, NULL);
	pthread_kill(main_thread, SIGUSR1);
	tell(done);
	pthread_join(thread, NULL);
	printf("main %d other %d\n", handled[0], handled[1]);
	sigpending(&set);
	printf("pending %d\n", sigismember(&set, SIGUSR1));
	return 0;
}
