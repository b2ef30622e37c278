/* Random programs in rounds: in a round one task carries out one operation, and the next begins when all tasks are at rest.
 *
 * A task is a process or a thread with a slot in shared memory. The controller (controller.c) reads argv[1], "number operation numbers;...",
 * gives each operation to one of the tasks that are idle (the number-th of them), and then looks at /proc/PID/task/TID/stat until every
 * task is asleep where it says that it is at rest, stopped, or dead. So nothing goes on while the next operation begins, and
 * no model of signals is needed for a script whose outcome is determined. What a task sees goes into its log; what its handlers see is
 * noted in `seen` and put into the log at the round's end, because several processes may have had one in the same round.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 12, LOG = 6000, SEEN = 24, ARGUMENTS = 6, STACK = 1 << 16 };

/* What a task says it does. Asleep and IDLE, WAITING or VFORKING, it is at rest. */
enum doing { STARTING, WORKING, IDLE, WAITING, VFORKING, EXECUTING };

struct seen { /* one run of a handler */
	int number, code, from, value, overrun, status, alternate;
	unsigned long long mask;
};

struct slot {
	volatile int used, generation; /* generation: how many programs it has executed */
	volatile enum doing doing;
	volatile pid_t pid, tid;
	volatile int shares_memory; /* made with CLONE_VM: a libc that is another's */
	char state;                 /* what the controller saw last: S asleep, T stopped, Z dead, X gone */
	int command, logged, seens;
	int channel[2];
	char log[LOG];
	struct seen seen[SEEN];
};

static struct shared {
	struct slot slots[SLOTS];
	pid_t controller;
	int blurred; /* two processes have changed in one round: whose SIGCHLD is kept is not determined any more */
	int without_zombies; /* some process has ignored SIGCHLD: whether a child is one depends on who of the two ends first */
	unsigned long long death_signals; /* how often one comes depends on which of a parent's threads end first */
	int number;          /* of the memory's descriptor */
	char script[8192];
} *shared;

static char stacks[SLOTS][STACK] __attribute__((aligned(64)));
static char alternate[SLOTS][STACK];

static void say(struct slot *me, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	if (me->logged < LOG - 200)
		me->logged += vsnprintf(me->log + me->logged, LOG - me->logged, format, arguments);
	va_end(arguments);
}

static long result(struct slot *me, const char *name, long value)
{
	if (value == -1)
		say(me, "%s=%s ", name, strerrorname_np(errno));
	else
		say(me, "%s=%ld ", name, value);
	return value;
}

static struct slot *myself(void)
{
	pid_t tid = (pid_t)syscall(SYS_gettid);
	for (int i = 0; i < SLOTS; i++)
		if (shared->slots[i].used && shared->slots[i].tid == tid)
			return &shared->slots[i];
	return NULL;
}

/* The number of a process, which is that of its first thread: 50 for the controller, 99 for one that is not ours. */
static int who(pid_t pid)
{
	for (int i = 0; i < SLOTS; i++)
		if (pid > 0 && shared->slots[i].used && shared->slots[i].pid == pid)
			return i;
	return pid > 0 ? pid == shared->controller ? 50 : 99 : (int)pid;
}

/* The number-th of the tasks that are there, dead ones included while nobody has waited for them. */
static struct slot *pick(long long number)
{
	int count = 0;
	for (int i = 0; i < SLOTS; i++)
		count += shared->slots[i].used && shared->slots[i].state != 'X';
	number = count ? number % count : 0;
	for (int i = 0; i < SLOTS; i++)
		if (shared->slots[i].used && shared->slots[i].state != 'X' && number-- == 0)
			return &shared->slots[i];
	return &shared->slots[0];
}

static struct slot *unused(void)
{
	for (int i = 0; i < SLOTS; i++)
		if (!shared->slots[i].used)
			return &shared->slots[i];
	return NULL;
}

static sigset_t set_of(unsigned long long bits)
{
	sigset_t set;
	memset(&set, 0, sizeof set);
	memcpy(&set, &bits, sizeof bits);
	return set;
}

static unsigned long long bits_of(const sigset_t *set)
{
	unsigned long long bits;
	memcpy(&bits, set, sizeof bits);
	return bits;
}

/* A call in which the task may rest until another round. */
#define RESTING(me, call)                  \
	({                                     \
		(me)->doing = WAITING;             \
		long resting_result = (long)(call); \
		(me)->doing = WORKING;             \
		resting_result;                    \
	})
