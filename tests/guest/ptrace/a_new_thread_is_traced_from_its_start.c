/* PTRACE_O_TRACECLONE: the creator stops with the event, the new thread begins stopped, a tracee of its own. */
#include "behaviour.h"
#include <pthread.h>
#include <sys/ptrace.h>

static void *thread(void *argument)
{
	return argument;
}

static int tracee(void)
{
	pthread_t other;
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	CHECK(pthread_create(&other, NULL, thread, NULL) == 0);
	pthread_join(other, NULL);
	return 8;
}

int main(void)
{
	unsigned long message = 0;
	int status;
	siginfo_t info;
	pid_t pid = child(tracee);
	CHECK(waitpid(pid, &status, 0) == pid);
	SHOW(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACECLONE));
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(ptrace(PTRACE_GETEVENTMSG, pid, 0, &message) == 0);
	printf("event %d, another id: %d\n", status >> 16, message && (pid_t)message != pid);
	/* "Since Linux 4.7, the __WALL flag is automatically implied if the child is being ptraced" (wait(2)) */
	CHECK(waitpid(message, &status, 0) == (pid_t)message);
	show_status(status);
	CHECK(ptrace(PTRACE_GETSIGINFO, (pid_t)message, 0, &info) == 0);
	printf("signal %d code %d\n", info.si_signo, info.si_code);
	CHECK(ptrace(PTRACE_CONT, pid, 0, 0) == 0); /* it waits for the thread, which is stopped */
	SHOW(waitpid(pid, &status, WNOHANG));
	CHECK(ptrace(PTRACE_CONT, (pid_t)message, 0, 0) == 0);
	CHECK(waitpid(message, &status, __WALL) == (pid_t)message);
	printf("the thread exited: %d\n", WIFEXITED(status)); /* with its own status, or already with that of the whole process */
	show_status(wait_status(pid));
	return 0;
}
