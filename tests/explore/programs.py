"""Small racy programs and their fixed twins, as C text: what the explorer must find and must prove."""

LOST_WAKEUP = """
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t done;
static void on_child(int sig) { (void)sig; done = 1; }
int main(void)
{
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	if (!done)
		pause();
	return wait(NULL) < 0;
}
"""

LOST_WAKEUP_FIXED = """
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t done;
static void on_child(int sig) { (void)sig; done = 1; }
int main(void)
{
	sigset_t child, before;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	while (!done)
		sigsuspend(&before);
	return wait(NULL) < 0;
}
"""

ONE_WAIT_A_SIGNAL = """
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile sig_atomic_t left = 2;
static void on_child(int sig) { (void)sig; if (waitpid(-1, NULL, WNOHANG) > 0) left--; }
int main(void)
{
	sigset_t child, before;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	signal(SIGCHLD, on_child);
	for (int i = 0; i < 2; i++)
		if (fork() == 0)
			_exit(0);
	while (left > 0)
		sigsuspend(&before);
	return 0;
}
"""

LOOPING_REAPER = ONE_WAIT_A_SIGNAL.replace("if (waitpid", "while (waitpid")

TWO_COUNTERS = """
#include <pthread.h>
static volatile int counter;
static void *work(void *unused) { (void)unused; counter++; return NULL; }
int main(void)
{
	pthread_t other;
	pthread_create(&other, NULL, work, NULL);
	counter++;
	pthread_join(other, NULL);
	return counter != 2;
}
"""

TWO_COUNTERS_LOCKED = """
#include <pthread.h>
static int counter;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void add(void) { pthread_mutex_lock(&lock); counter++; pthread_mutex_unlock(&lock); }
static void *work(void *unused) { (void)unused; add(); return NULL; }
int main(void)
{
	pthread_t other;
	pthread_create(&other, NULL, work, NULL);
	add();
	pthread_join(other, NULL);
	return counter != 2;
}
"""

TORN_PAIR = """
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile struct { int a, b; } pair;
static volatile sig_atomic_t torn;
static void on_child(int sig) { (void)sig; if (pair.a != pair.b) torn = 1; }
int main(void)
{
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	pair.a = 1;
	pair.b = 1;
	while (wait(NULL) < 0)
		;
	return torn;
}
"""

TORN_PAIR_BLOCKED = TORN_PAIR.replace(
    "pair.a = 1;\n\tpair.b = 1;",
    "sigset_t all, before;\n\tsigfillset(&all);\n\tsigprocmask(SIG_BLOCK, &all, &before);\n"
    "\tpair.a = 1;\n\tpair.b = 1;\n\tsigprocmask(SIG_SETMASK, &before, NULL);",
)

PIPES_BOTH_FULL = """
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
static char block[100000];
static void pump(int out, int in)
{
	if (write(out, block, sizeof block) < 0)
		_exit(1);
	for (size_t got = 0; got < sizeof block;) {
		ssize_t n = read(in, block, sizeof block);
		if (n <= 0)
			_exit(2);
		got += (size_t)n;
	}
}
int main(void)
{
	int there[2], back[2];
	if (pipe(there) || pipe(back))
		return 3;
	if (fork() == 0) {
		pump(back[1], there[0]);
		_exit(0);
	}
	pump(there[1], back[0]);
	wait(NULL);
	return 0;
}
"""

BOTH_FORK = """
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	pid_t first = fork(), second = fork();
	if (second == 0)
		_exit(0);
	waitpid(second, NULL, 0);
	if (first == 0)
		_exit(0);
	waitpid(first, NULL, 0);
	printf("%d\\n", second - first);
	return 0;
}
"""

BUGS = {
    "lost wake-up": (LOST_WAKEUP, "lost-wakeup", 2),
    "one wait a signal": (ONE_WAIT_A_SIGNAL, "lost-wakeup", 2),
    "counter of two threads": (TWO_COUNTERS, "data-race", 0),
    "handler sees half a pair": (TORN_PAIR, "torn", 3),
    "two full pipes": (PIPES_BOTH_FULL, "deadlock", 0),
}
TWINS = {
    "sigsuspend": LOST_WAKEUP_FIXED,
    "looping reaper": LOOPING_REAPER,
    "mutex": TWO_COUNTERS_LOCKED,
    "blocked around the pair": TORN_PAIR_BLOCKED,
}
