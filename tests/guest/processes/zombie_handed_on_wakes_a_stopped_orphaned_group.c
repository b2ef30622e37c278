// The end of a process hands its children on, zombies too.  When such a zombie's group is an orphaned one, with a stopped member, the
// group is sent SIGHUP and SIGCONT (exit(3p)), though of the group's members only the zombie had a parent in another.
#include "behaviour.h"

static int numbers[2];

static void handler(int number)
{
	write(1, number == SIGCONT ? "SIGCONT\n" : "SIGHUP\n", number == SIGCONT ? 8 : 7);
}

static int of_another_group(void)
{
	pid_t zombie = fork(), self = getpid();
	siginfo_t info;
	if (zombie == 0)
		_exit(0);
	waitid(P_PID, zombie, &info, WEXITED | WNOWAIT);
	setpgid(0, 0);
	write(numbers[1], &self, sizeof self);
	pause();
	return 0;
}

static int leads_the_session(void)
{
	setsid();
	signal(SIGHUP, handler);
	signal(SIGCONT, handler);
	child(of_another_group);
	raise(SIGSTOP);
	return 0;
}

int main(void)
{
	int status;
	pid_t other;
	CHECK(pipe(numbers) == 0);
	pid_t leader = child(leads_the_session);
	waitpid(leader, &status, WUNTRACED);
	show_status(status);
	CHECK(read(numbers[0], &other, sizeof other) == sizeof other);
	kill(other, SIGKILL);
	waitpid(leader, &status, WUNTRACED);
	show_status(status);
	return 0;
}
