/* A signal interrupts a call that waits for its supervisor; with SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV only a fatal one, once the
 * supervisor has received it.  A restarted call is a new one to the supervisor. */
#include "behaviour.h"
#include "supervisor.h"

static unsigned how;
static int restart;

static void handler(int number)
{
	(void)number;
	write(1, "handler\n", 8);
}

static int target(void)
{
	sigaction(SIGUSR1, &(struct sigaction){.sa_handler = handler, .sa_flags = restart ? SA_RESTART : 0}, NULL);
	be_supervised(SYS_getppid, how);
	errno = 0;
	long result = syscall(SYS_getppid);
	printf("target: %ld errno %d\n", result, errno);
	return 0;
}

static int bystander(void)
{
	pause();
	return 0;
}

/* Until it is asleep: its state in /proc. */
static void until_asleep(pid_t pid)
{
	char path[64], text[256];
	for (;;) {
		snprintf(path, sizeof path, "/proc/%d/stat", pid);
		int fd = open(path, O_RDONLY);
		int count = read(fd, text, sizeof text - 1);
		close(fd);
		CHECK(count > 0);
		text[count] = 0;
		char state = strrchr(text, ')')[2];
		if (state == 'S' || state == 'D')
			return;
		usleep(1000);
	}
}

static void interrupted(const char *what, unsigned flags, int again, int received)
{
	struct seccomp_notif n;
	printf("---- %s\n", what);
	how = flags, restart = again;
	pid_t pid = child(target);
	int fd = receive_fd();
	struct pollfd wait = {fd, POLLIN, 0};
	CHECK(poll(&wait, 1, -1) == 1);
	unsigned long long old = 0;
	if (received) {
		SHOW(receive(fd, &n));
		old = n.id;
	}
	until_asleep(pid);
	CHECK(kill(pid, SIGUSR1) == 0);
	if (flags && received) {
		usleep(20000);
		SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &old));
	} else if (!again) {
		show_status(wait_status(pid));
		printf("polled %#x\n", polled(fd));
		if (received)
			SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &old));
		close(fd);
		return;
	} else {
		if (received)
			SHOW(receive(fd, &n));
		else
			while (receive(fd, &n) == -1) /* the first one counts, though it is gone */
				CHECK(errno == ENOENT);
		if (received) {
			SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &old));
			printf("a new one: %d\n", n.id == old + 1);
		}
	}
	SHOW(answer(fd, n.id, 9, 0, 0));
	show_status(wait_status(pid));
	close(fd);
}

int main(void)
{
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, channel) == 0);
	interrupted("not received, no restart", 0, 0, 0);
	interrupted("received, no restart", 0, 0, 1);
	interrupted("not received, restart", 0, 1, 0);
	interrupted("received, restart", 0, 1, 1);
	interrupted("killable, not received", SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, 0, 0);
	interrupted("killable, received", SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, 0, 1);

	struct seccomp_notif n;
	printf("---- killed while it waits\n");
	how = SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
	pid_t pid = child(target);
	int fd = receive_fd();
	SHOW(receive(fd, &n));
	until_asleep(pid);
	kill(pid, SIGKILL);
	show_status(wait_status(pid));
	SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &n.id));
	SHOW(answer(fd, n.id, 9, 0, 0));
	printf("polled %#x\n", polled(fd));
	SHOW(receive(fd, &n));

	printf("---- a supervisor that is interrupted\n");
	how = 0;
	close(fd);
	fflush(stdout);
	if ((pid = fork()) == 0) {
		sigaction(SIGALRM, &(struct sigaction){.sa_handler = handler}, NULL);
		fd = filter(SYS_getpgid, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
		ualarm(20000, 0);
		SHOW(receive(fd, &n));
		fflush(stdout);
		_exit(0);
	}
	show_status(wait_status(pid));
	(void)bystander;
	return 0;
}
