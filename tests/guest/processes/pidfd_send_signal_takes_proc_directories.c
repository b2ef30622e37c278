// pidfd_send_signal(2): a descriptor of /proc/PID will do; of another file it will not; nor of a thread's directory.
#include "behaviour.h"
#include <sys/syscall.h>

static volatile int calls;
static void handler(int s) { (void)s; calls++; }
static long send(int fd, int s) { return syscall(SYS_pidfd_send_signal, fd, s, NULL, 0); }
static int nothing(void) { return 0; }

int main(void)
{
	char path[64];
	signal(SIGUSR1, handler);
	int self = open("/proc/self", O_RDONLY | O_DIRECTORY);
	SHOW(send(self, SIGUSR1));
	printf("calls %d\n", calls);
	SHOW(send(open("/proc", O_RDONLY), SIGUSR1));
	SHOW(send(open("/proc/self/status", O_RDONLY), SIGUSR1));
	SHOW(send(open("/proc/thread-self", O_RDONLY), SIGUSR1));
	SHOW(send(open("/dev/null", O_RDONLY), SIGUSR1));
	SHOW(send(-1, SIGUSR1));
	pid_t p = child(nothing);
	snprintf(path, sizeof path, "/proc/%d", p);
	int other = open(path, O_RDONLY);
	siginfo_t info;
	waitid(P_PID, p, &info, WEXITED | WNOWAIT);
	SHOW(send(other, SIGUSR1));
	wait_status(p);
	SHOW(send(other, SIGUSR1));
	return 0;
}
