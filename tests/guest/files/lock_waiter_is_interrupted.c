// slow
/* fcntl(2), F_SETLKW: "If a signal is caught while waiting, then the call is interrupted and ... returns EINTR", or goes on with SA_RESTART. */
#include "behaviour.h"
#include <sys/file.h>

static void caught(int s) { (void)s; }
static int fd, ready[2];

static int holder(void)
{
	struct flock l = {.l_type = F_WRLCK};
	int own = open("f", O_RDWR);
	CHECK(fcntl(own, F_SETLK, &l) == 0 && flock(own, LOCK_EX) == 0);
	tell(ready);
	usleep(600000);
	return 0;
}

int main(void)
{
	fd = open("f", O_RDWR | O_CREAT, 0644);
	make_pipe(ready);
	pid_t pid = child(holder);
	await(ready);
	struct sigaction a = {.sa_handler = caught};
	sigaction(SIGALRM, &a, NULL);
	struct flock l = {.l_type = F_RDLCK};
	ualarm(50000, 0);
	SHOW(fcntl(fd, F_SETLKW, &l));
	ualarm(50000, 0);
	SHOW(fcntl(fd, F_OFD_SETLKW, &l));
	ualarm(50000, 0);
	SHOW(flock(fd, LOCK_SH));
	SHOW(flock(fd, LOCK_SH | LOCK_NB));
	a.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &a, NULL);
	ualarm(50000, 0);
	SHOW(fcntl(fd, F_SETLKW, &l));
	ualarm(50000, 0);
	SHOW(flock(fd, LOCK_SH));
	wait_status(pid);
	return 0;
}
