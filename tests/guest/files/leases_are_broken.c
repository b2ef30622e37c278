// slow
/* fcntl(2), "Leases": the holder of a lease gets a signal when somebody opens the file in a way that conflicts, who waits or gets EWOULDBLOCK. */
#include "behaviour.h"

static int count, code, from;
static void broken(int s, siginfo_t *i, void *c)
{
	count++, code = i->si_code, from = i->si_fd;
}

static int mode, cuts, lease;
static int opener(void)
{
	close(lease); /* or it would hold the lease itself */
	errno = 0;
	int fd = cuts ? truncate("f", 1) : open("f", mode);
	printf("%x: %s\n", mode, fd < 0 ? strerrorname_np(errno) : "done");
	return 0;
}

int main(void)
{
	struct sigaction a = {.sa_sigaction = broken, .sa_flags = SA_SIGINFO};
	sigaction(SIGIO, &a, NULL);
	sigaction(SIGUSR1, &a, NULL);
	close(creat("f", 0644));
	int fd = lease = open("f", O_RDONLY);
	SHOW(fcntl(fd, F_GETLEASE));
	SHOW(fcntl(fd, F_SETLEASE, F_RDLCK));
	SHOW(fcntl(fd, F_GETLEASE));
	mode = O_RDONLY;
	wait_status(child(opener));
	printf("signals %d\n", count);
	mode = O_WRONLY | O_NONBLOCK;
	wait_status(child(opener));
	printf("signals %d\n", count);
	SHOW(fcntl(fd, F_GETLEASE));
	SHOW(fcntl(fd, F_SETLEASE, F_RDLCK));
	SHOW(fcntl(fd, F_SETLEASE, F_UNLCK));
	SHOW(fcntl(fd, F_SETLEASE, F_UNLCK));
	SHOW(fcntl(fd, F_SETSIG, SIGUSR1));
	SHOW(fcntl(fd, F_SETLEASE, F_WRLCK));
	count = 0;
	mode = O_RDONLY;
	pid_t pid = child(opener);
	while (!count)
		usleep(1000);
	printf("signals %d code %d descriptor %d\n", count, code, from == fd);
	SHOW(fcntl(fd, F_GETLEASE));
	SHOW(fcntl(fd, F_SETLEASE, F_RDLCK));
	wait_status(pid);
	SHOW(fcntl(fd, F_GETLEASE));
	mode = O_RDWR;
	pid = child(opener);
	while (count < 2)
		usleep(1000);
	SHOW(fcntl(fd, F_SETLEASE, F_UNLCK));
	wait_status(pid);
	SHOW(fcntl(fd, F_SETLEASE, F_RDLCK));
	cuts = 1;
	pid = child(opener);
	while (count < 3)
		usleep(1000);
	close(fd);
	wait_status(pid);
	fd = open("f", O_RDWR);
	SHOW(fcntl(fd, F_SETLEASE, F_RDLCK));
	SHOW(fcntl(fd, F_SETLEASE, F_WRLCK));
	int second = open("f", O_RDONLY);
	SHOW(fcntl(fd, F_GETLEASE));
	SHOW(fcntl(fd, F_SETLEASE, F_UNLCK));
	SHOW(fcntl(fd, F_SETLEASE, F_WRLCK));
	SHOW(fcntl(second, F_SETLEASE, F_RDLCK));
	int p[2];
	CHECK(pipe(p) == 0);
	SHOW(fcntl(p[0], F_SETLEASE, F_RDLCK));
	SHOW(fcntl(second, F_SETLEASE, 9));
	return 0;
}
