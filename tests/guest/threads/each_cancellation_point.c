// pthreads(7), "Cancellation points": threads blocked in each of these calls are ended by pthread_cancel.
#include "behaviour.h"
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

static int ends[2], sockets[2], which, full[2];
static sem_t s;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static pthread_t target;

static void unlock(void *a) { pthread_mutex_unlock(a); }
static void *sleeper(void *a) { for (;;) pause(); return a; }

static void *block(void *a)
{
	(void)a;
	char b[65536];
	struct timespec t = {100, 0};
	struct timeval v = {100, 0};
	struct pollfd p = {ends[0], POLLIN, 0};
	fd_set set;
	sigset_t signals;
	siginfo_t info;
	int n;
	FD_ZERO(&set);
	FD_SET(ends[0], &set);
	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	struct msghdr h = {0};
	struct iovec iov = {b, 10};
	h.msg_iov = &iov, h.msg_iovlen = 1;
	switch (which) {
	case 0: read(ends[0], b, 1); break;
	case 1: write(full[1], b, sizeof b); break;
	case 2: nanosleep(&t, NULL); break;
	case 3: clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL); break;
	case 4: usleep(100000000); break;
	case 5: sleep(100); break;
	case 6: pause(); break;
	case 7: poll(&p, 1, -1); break;
	case 8: select(ends[0] + 1, &set, NULL, NULL, &v); break;
	case 9: pselect(ends[0] + 1, &set, NULL, NULL, &t, NULL); break;
	case 10: sigemptyset(&signals); sigsuspend(&signals); break;
	case 11: sigwait(&signals, &n); break;
	case 12: sigwaitinfo(&signals, &info); break;
	case 13: sigtimedwait(&signals, &info, &t); break;
	case 14: sem_wait(&s); break;
	case 15: clock_gettime(CLOCK_REALTIME, &t); t.tv_sec += 100; sem_timedwait(&s, &t); break;
	case 16: pthread_mutex_lock(&m); pthread_cleanup_push(unlock, &m); pthread_cond_wait(&c, &m); pthread_cleanup_pop(1); break;
	case 17: clock_gettime(CLOCK_REALTIME, &t); t.tv_sec += 100; pthread_mutex_lock(&m); pthread_cleanup_push(unlock, &m);
		pthread_cond_timedwait(&c, &m, &t); pthread_cleanup_pop(1); break;
	case 18: pthread_join(target, NULL); break;
	case 19: recv(sockets[0], b, 1, 0); break;
	case 20: recvmsg(sockets[0], &h, 0); break;
	case 21: waitpid(-1, NULL, 0); break;
	case 22: waitid(P_ALL, 0, &info, WEXITED); break;
	case 23: wait(NULL); break;
	case 24: msgrcv(msgget(IPC_PRIVATE, 0600), b, 1, 0, 0); break;
	case 25: fcntl(ends[0], F_SETLKW, NULL); readv(ends[0], &iov, 1); break;
	case 26: { char name[32]; snprintf(name, 32, "/fp-c%d", getpid()); mqd_t q = mq_open(name, O_CREAT | O_RDWR, 0600, NULL); mq_unlink(name); mq_receive(q, b, 8192, NULL); break; }
	case 27: { struct sockaddr_un u = {AF_UNIX}; int f = socket(AF_UNIX, SOCK_STREAM, 0); bind(f, (void *)&u, sizeof(sa_family_t)); listen(f, 1); accept(f, NULL, NULL); break; }
	case 28: open("fifo", O_RDONLY); break;
	default: break;
	}
	return NULL;
}
static int stay(void) { for (;;) pause(); }

int main(void)
{
	sem_init(&s, 0, 0);
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	CHECK(pipe(ends) == 0 && pipe(full) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);
	static char b[65536];
	CHECK(write(full[1], b, 65536) == 65536);
	mkfifo("fifo", 0600);
	pthread_create(&target, NULL, sleeper, NULL);
	pid_t p = child(stay);
	for (which = 0; which < 29; which++) {
		pthread_t t;
		void *result;
		CHECK(pthread_create(&t, NULL, block, NULL) == 0);
		usleep(20000);
		pthread_cancel(t);
		pthread_join(t, &result);
		printf("%d: cancelled %d\n", which, result == PTHREAD_CANCELED);
	}
	kill(p, SIGKILL);
	return 0;
}
