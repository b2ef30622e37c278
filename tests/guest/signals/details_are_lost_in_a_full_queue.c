/* setrlimit(2), RLIMIT_SIGPENDING: a standard signal of sigqueue(3) or tgkill(2) comes without its details when the queue is full, that
 * of kill(2) with them; what the kernel tells with a real-time signal (a message queue, the end of a child) is lost. */
#include "behaviour.h"
#include <mqueue.h>
#include <sched.h>
#include <sys/resource.h>

static void caught(int number, siginfo_t *info, void *context)
{
	printf("  %s: code %d, sender %s, value %d\n", number < 32 ? signal_name(number) : "real-time", info->si_code,
	       info->si_pid == getpid() ? "self" : info->si_pid ? "another" : "none", info->si_value.sival_int);
}

int main(void)
{
	struct sigaction a = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO};
	sigaction(SIGUSR1, &a, NULL);
	sigaction(SIGRTMIN, &a, NULL);
	struct mq_attr attributes = {0, 2, 20, 0};
	mq_unlink("/fpath-full");
	mqd_t q = mq_open("/fpath-full", O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK, 0600, &attributes);
	struct rlimit none = {0, 0};
	CHECK(setrlimit(RLIMIT_SIGPENDING, &none) == 0);
	union sigval value = {.sival_int = 7};
	SHOW(sigqueue(getpid(), SIGUSR1, value));
	SHOW(syscall(SYS_tgkill, getpid(), getpid(), SIGUSR1));
	SHOW(kill(getpid(), SIGUSR1));
	SHOW(sigqueue(getpid(), SIGRTMIN, value));
	SHOW(syscall(SYS_tgkill, getpid(), getpid(), SIGRTMIN));
	SHOW(kill(getpid(), SIGRTMIN));
	for (int i = 0; i < 2; i++) {
		struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = i ? SIGUSR1 : SIGRTMIN, .sigev_value = value};
		char text[20];
		SHOW(mq_notify(q, &event));
		SHOW(mq_send(q, "a", 1, 0));
		SHOW(mq_receive(q, text, 20, NULL));
	}
	fflush(stdout);
	int p = syscall(SYS_clone, SIGRTMIN, 0, 0, 0, 0);
	if (p == 0)
		_exit(3);
	int status;
	CHECK(waitpid(p, &status, __WALL) == p);
	show_status(status);
	mq_unlink("/fpath-full");
	return 0;
}
