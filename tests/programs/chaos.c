/* Random processes doing random things to each other, reproducible from a seed: for the test of the kernel's invariants under every
 * kind of schedule.  Nothing here is expected to succeed; the program ends when its processes have used up their steps. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static unsigned long state;
static char *self;
static int steps;
static char stacks[4][16384] __attribute__((aligned(16)));

static unsigned pick(unsigned n)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return (unsigned)(state >> 33) % n;
}

static void handler(int n) { state += n; }
static pid_t somebody(void)
{
	switch (pick(6)) {
	case 0: return getppid();
	case 1: return getpid();
	case 2: return 0;
	case 3: return -getpgrp();
	default: return 2 + pick(40);
	}
}

static int signals[] = { SIGCHLD, SIGUSR1, SIGUSR2, SIGSTOP, SIGCONT, SIGTSTP, SIGTERM, SIGKILL, SIGHUP, SIGALRM, SIGPIPE, 40, 41, 0 };
static int some_signal(void)
{
	int n = signals[pick(sizeof signals / sizeof *signals)];
	return n == SIGKILL && pick(4) ? SIGUSR2 : n; /* death is frequent enough */
}

static void run(void);
static int thread(void *argument)
{
	state += (long)argument;
	run();
	syscall(SYS_exit, pick(9));
	return 0;
}

static void descendant(pid_t pid)
{
	if (pid == 0) {
		state += getpid();
		steps /= 2;
		run();
		_exit(pick(256));
	}
}

static void one(void)
{
	int status, ends[2];
	struct sigaction sa = { .sa_handler = handler };
	sigset_t set;
	switch (pick(36)) {
	case 0: case 1: case 2: descendant(fork()); break;
	case 3: {
		pid_t pid = vfork();
		if (pid == 0) {
			if (pick(2)) {
				char seed[20], left[20];
				sprintf(seed, "%lu", state + getpid());
				sprintf(left, "%d", steps / 3);
				execl(self, self, seed, left, NULL);
			}
			_exit(3);
		}
		break;
	}
	case 4: descendant(syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0)); break;
	case 5: descendant(syscall(SYS_clone, CLONE_FILES | CLONE_FS | some_signal(), 0, 0, 0, 0)); break;
	case 6: {
		int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
		char *stack = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		steps /= 2;
		if (stack != MAP_FAILED)
			clone(thread, stack + 65536, flags, (void *)(long)pick(1000));
		break;
	}
	case 7: waitpid(-1, &status, WNOHANG | WUNTRACED | WCONTINUED); break;
	case 8: waitpid(somebody(), &status, WNOHANG); break;
	case 9: alarm(1); waitpid(-1, &status, pick(2) ? WUNTRACED : __WALL); alarm(0); break;
	case 10: { siginfo_t i; waitid(P_ALL, 0, &i, WEXITED | WNOHANG | (pick(2) ? WNOWAIT : 0)); break; }
	case 11: case 12: case 13: kill(somebody(), some_signal()); break;
	case 14: syscall(SYS_tgkill, getpid(), 2 + pick(40), some_signal()); break;
	case 15: setpgid(pick(2) ? 0 : somebody(), pick(2) ? 0 : getpgrp()); break;
	case 16: setsid(); break;
	case 17: sigaction(some_signal(), &sa, NULL); break;
	case 18: signal(some_signal(), pick(2) ? SIG_IGN : SIG_DFL); break;
	case 19: sigemptyset(&set); sigaddset(&set, some_signal()); sigprocmask(pick(3), &set, NULL); break;
	case 20: sa.sa_flags = SA_RESTART | SA_NODEFER | SA_RESETHAND; sigaction(some_signal(), &sa, NULL); break;
	case 21: usleep(pick(3000)); break;
	case 22: prctl(PR_SET_CHILD_SUBREAPER, pick(2)); break;
	case 23: prctl(PR_SET_PDEATHSIG, some_signal()); break;
	case 24: if (pipe(ends) == 0) { write(ends[1], "x", 1); close(ends[pick(2)]); } break;
	case 25: close(3 + pick(20)); break;
	case 26: dup2(pick(10), 3 + pick(20)); break;
	case 27: { int fd = syscall(SYS_pidfd_open, 2 + pick(40), 0); struct pollfd p = { fd, POLLIN, 0 }; poll(&p, 1, pick(3)); break; }
	case 28: { struct itimerval t = { { 0, pick(2) * 500 }, { 0, pick(2000) } }; setitimer(ITIMER_REAL, &t, NULL); break; }
	case 29: { int id = shmget(0x77, 4096, IPC_CREAT | 0600); char *p = shmat(id, NULL, 0); if (p != (void *)-1) { p[0]++; if (pick(2)) shmdt(p); } if (!pick(4)) shmctl(id, IPC_RMID, NULL); break; }
	case 30: { int id = semget(0x78, 2, IPC_CREAT | 0600); struct sembuf op = { pick(2), (int)pick(3) - 1, SEM_UNDO }; struct timespec t = { 0, 1000000 }; semtimedop(id, &op, 1, &t); break; }
	case 31: { char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0); if (p != MAP_FAILED) { p[0] = 1; if (pick(2)) munmap(p, 4096); } break; }
	case 32: if (!pick(4)) { struct timespec t = { 0, 100000 }; sigfillset(&set); sigtimedwait(&set, NULL, &t); } break;
	case 33: sched_yield(); break;
	case 34: if (!pick(8)) _exit(pick(256)); break;
	case 35: if (!pick(10)) raise(SIGSEGV); break;
	}
}

static void run(void)
{
	while (steps-- > 0)
		one();
}

int main(int argc, char **argv)
{
	self = argv[0];
	state = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	steps = argc > 2 ? atoi(argv[2]) : 40;
	(void)stacks;
	if (argc > 2) {
		alarm(3); /* stopped or waiting for nobody: it ends all the same */
		run();
		return 0;
	}
	/* Families in sessions of their own, so that a group that kills itself is not the end of everything. */
	steps = 60;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (int family = 0; family < 5; family++)
		if (fork() == 0) {
			setsid();
			state += family * 7919;
			alarm(3);
			run();
			_exit(family);
		}
	while (wait(NULL) > 0 || errno == EINTR)
		;
	return 0;
}
