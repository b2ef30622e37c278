/* Carries out a small program of fork, signal, wait and pipe calls, given as text, and prints what each process saw.
 *
 * argv[1] holds one block of operations for each process, "number:op op op|number:op ...", where an operation is a letter
 * and numbers with commas between.  Process 0 is the first.  One process runs at a time: who forks another, or lets it go
 * on, waits until that one says it is ready, has died or has stopped (scripts.py knows which it will be); so every result
 * is determined.  Each process writes its log into shared memory; process 0 prints them all at the end.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PROCESSES = 12, LOG = 8192 };

static struct shared {
	char log[PROCESSES][LOG];
	int used[PROCESSES];
	pid_t pid[PROCESSES];
} *shared;

static int ready[PROCESSES][2], go[PROCESSES][2], acknowledge[PROCESSES][2];
static int me;
static char alternate[1 << 16];
static volatile sig_atomic_t handled; /* handlers that have run while the process stood by */
static int ends[6] = {-1, -1, -1, -1, -1, -1};

static void say(const char *format, ...)
{
	va_list arguments;
	char *log = shared->log[me];
	va_start(arguments, format);
	shared->used[me] += vsnprintf(log + shared->used[me], LOG - shared->used[me], format, arguments);
	va_end(arguments);
}

static int who(pid_t pid)
{
	for (int i = 0; i < PROCESSES; i++)
		if (pid > 0 && shared->pid[i] == pid)
			return i;
	return pid > 0 ? 99 : (int)pid;
}

static void result(const char *name, long value)
{
	say(value == -1 ? "%s=-1 %s " : "%s=%ld ", name, value == -1 ? strerrorname_np(errno) : (char *)value);
}

static void handler(int number, siginfo_t *info, void *context)
{
	int saved = errno;
	(void)context;
	if (info)
		say("<%d %d", number, number == SIGALRM ? -1 : who(info->si_pid));
	if (info && info->si_code == SI_QUEUE)
		say("=%d", info->si_value.sival_int);
	if ((char *)&saved >= alternate && (char *)&saved < alternate + sizeof alternate)
		say("^");
	sigset_t now;
	sigprocmask(SIG_SETMASK, NULL, &now);
	for (int s = 1; s < 65; s++)
		if (sigismember(&now, s))
			say(" %d", s);
	say("> ");
	handled++;
	errno = saved;
}

static sigset_t set_of(unsigned long long bits)
{
	sigset_t set;
	memset(&set, 0, sizeof set);
	memcpy(&set, &bits, sizeof bits);
	return set;
}

static unsigned long long bits_of(sigset_t *set)
{
	unsigned long long bits;
	memcpy(&bits, set, sizeof bits);
	return bits;
}

static void get(int fd)
{
	char byte;
	while (read(fd, &byte, 1) != 1)
		if (errno != EINTR)
			_exit(97);
}

/* Says that it is ready, and waits to go on. It answers for each handler when that has returned: an answer from within would let the sender's
 * next signal come before the end of it, or after. */
static void stand_by(void)
{
	struct pollfd input = {go[me][0], POLLIN, 0};
	sigset_t all, before;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	handled = 0;
	if (write(ready[me][1], "r", 1) != 1)
		_exit(95);
	int n;
	do {
		n = ppoll(&input, 1, NULL, &before);
		for (; handled; handled--)
			if (write(acknowledge[me][1], "a", 1) != 1)
				_exit(98);
	} while (n != 1);
	sigprocmask(SIG_SETMASK, &before, NULL);
	get(go[me][0]);
}

static void show_status(pid_t pid, int status)
{
	if (pid <= 0)
		result("wait", pid);
	else if (WIFEXITED(status))
		say("%d:exit%d ", who(pid), WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		say("%d:kill%d ", who(pid), WTERMSIG(status));
	else if (WIFSTOPPED(status))
		say("%d:stop%d ", who(pid), WSTOPSIG(status));
	else
		say("%d:cont ", who(pid));
}

static void pipes(char operation, int slot, int count)
{
	char data[70000];
	if (operation == 'p') {
		int pair[2];
		if (ends[slot * 2] >= 0)
			close(ends[slot * 2]);
		if (ends[slot * 2 + 1] >= 0)
			close(ends[slot * 2 + 1]);
		if (pipe2(pair, O_NONBLOCK) == 0)
			ends[slot * 2] = pair[0], ends[slot * 2 + 1] = pair[1];
	} else if (operation == 'R') {
		result("read", read(ends[slot * 2], data, count));
	} else if (operation == 'W') {
		memset(data, 'x', sizeof data);
		result("write", write(ends[slot * 2 + 1], data, count));
	} else if (operation == 'c') {
		result("close", close(ends[slot * 2 + count]));
		ends[slot * 2 + count] = -1;
	} else {
		struct pollfd p[2] = {{ends[slot * 2], POLLIN, 0}, {ends[slot * 2 + 1], POLLOUT, 0}};
		int n = poll(p, 2, count);
		say("poll=%d %x %x ", n, p[0].revents, p[1].revents);
	}
}

static void signals(char operation, unsigned long long a, unsigned long long b, unsigned long long c, unsigned long long d)
{
	sigset_t set = set_of(a), old;
	siginfo_t info;
	struct timespec time = {0, 1000000};
	if (operation == 'm') {
		set = set_of(b);
		long r = sigprocmask((int)a, &set, &old);
		result("mask", r);
		say("%llx ", bits_of(&old));
	} else if (operation == 'a') {
		struct sigaction new = {.sa_flags = (int)c, .sa_mask = set_of(d)}, before;
		if (b == 2)
			new.sa_sigaction = handler, new.sa_flags |= SA_SIGINFO;
		else
			new.sa_handler = b ? SIG_IGN : SIG_DFL;
		result("action", sigaction((int)a, &new, &before));
		say("%s%x ", before.sa_handler == SIG_DFL ? "d" : before.sa_handler == SIG_IGN ? "i" : "h", before.sa_flags & ~0x04000000);
	} else if (operation == 'q') {
		sigpending(&set);
		say("pending=%llx ", bits_of(&set));
	} else if (operation == 'u') {
		result("suspend", sigsuspend(&set));
	} else if (operation == 't') {
		info.si_code = -99;
		if (b == 0)
			time.tv_nsec = 0;
		long r = sigtimedwait(&set, &info, &time);
		result("take", r);
		if (r > 0)
			say("code%d from%d value%d ", info.si_code, r == SIGALRM ? -1 : who(info.si_pid), info.si_code == SI_QUEUE ? info.si_value.sival_int : 0);
	} else if (operation == 'A') { /* an alarm that is blocked, then waited for */
		struct itimerval timer = {{0, 0}, {0, 1000}};
		setitimer(ITIMER_REAL, &timer, NULL);
		set = set_of(1ULL << (SIGALRM - 1));
		result("alarm", sigwaitinfo(&set, &info));
	} else if (operation == 'T') { /* the SIGCHLD that is on its way */
		set = set_of(1ULL << (SIGCHLD - 1));
		result("child", sigwaitinfo(&set, &info));
		say("code%d from%d ", info.si_code, who(info.si_pid));
	} else if (operation == 'Q') { /* to itself, with a value */
		result("queue", sigqueue(getpid(), (int)a, (union sigval){.sival_int = (int)b}));
	} else if (operation == 'l') {
		stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate, .ss_flags = a ? 0 : SS_DISABLE}, before = {0};
		result("stack", sigaltstack(&stack, &before));
		say("%d ", before.ss_flags);
	} else if (operation == 'k') { /* to itself */
		result("self", a % 2 ? raise((int)b) : kill(getpid(), (int)b));
	}
}

static void run(const char *script);

static void turn(const char *script, int child, int expected, int first)
{
	if (first) {
		pid_t pid = fork();
		if (pid == 0) {
			me = child;
			shared->pid[me] = getpid();
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			run(script);
			_exit(0);
		}
		if (pid < 0)
			result("fork", pid);
		shared->pid[child] = pid;
	} else if (write(go[child][1], "g", 1) != 1) {
		_exit(96);
	}
	if (expected == 0) {
		get(ready[child][0]);
	} else {
		int status = 0;
		pid_t pid = waitpid(shared->pid[child], &status, WUNTRACED);
		show_status(pid, status);
	}
}

static void wait_for(long a, long b)
{
	static const int options[] = {0, WNOHANG, WNOHANG | WUNTRACED | WCONTINUED, WUNTRACED, WCONTINUED};
	int status = 0;
	if (b >= 10) { /* a look that leaves the child to be waited for */
		siginfo_t info = {0};
		long r = waitid(P_PID, shared->pid[a], &info, WEXITED | WNOWAIT | (b > 10 ? WNOHANG : 0));
		result("look", r);
		say("%d code%d status%d ", who(info.si_pid), info.si_code, info.si_status);
		return;
	}
	pid_t pid = waitpid(a < 0 ? (a == -1 ? -1 : 0) : shared->pid[a], &status, options[b]);
	show_status(pid, status);
}

static void operation(const char *script, char letter, long long *n)
{
	int status = 0;
	switch (letter) {
	case 'F': turn(script, (int)n[0], (int)n[1], 1); break;
	case 'G': turn(script, (int)n[0], (int)n[1], 0); break;
	case 'r': stand_by(); break;
	case 'K': /* another process, and wait for its answers */
		if (n[2] > 1)
			result("queue", sigqueue(shared->pid[n[0]], (int)n[1], (union sigval){.sival_int = (int)n[2]}));
		else
			result("kill", kill(n[2] ? -shared->pid[n[0]] : shared->pid[n[0]], (int)n[1]));
		for (int i = 0; i < n[3]; i++)
			get(acknowledge[n[4 + i]][0]);
		break;
	case 'w': wait_for((long)n[0], (long)n[1]); break;
	case 's': { /* the child has stopped, or goes on */
		pid_t pid = waitpid(shared->pid[n[0]], &status, n[1] ? WCONTINUED : WUNTRACED);
		show_status(pid, status);
		break;
	}
	case 'e': _exit((int)n[0]);
	case 'g': result("setpgid", setpgid(n[0] < 0 ? 0 : shared->pid[n[0]], n[1] < 0 ? 0 : shared->pid[n[1]])); break;
	case 'i': say("parent%d group%d ", who(getppid()), who(getpgrp())); break;
	case 'z': usleep(1000); break;
	case 'p': case 'R': case 'W': case 'c': case 'o': pipes(letter, (int)n[0], (int)n[1]); break;
	default: signals(letter, n[0], n[1], n[2], n[3]); break;
	}
}

static void run(const char *script)
{
	char mark[16];
	snprintf(mark, sizeof mark, "|%d:", me);
	const char *at = strstr(script, mark);
	if (!at)
		return;
	at += strlen(mark);
	while (*at && *at != '|') {
		char letter = *at++;
		long long numbers[16] = {0};
		for (int i = 0; i < 16; i++) {
			char *end;
			numbers[i] = (long long)strtoll(at, &end, 10);
			at = end;
			if (*at != ',')
				break;
			at++;
		}
		say("%c:", letter);
		operation(script, letter, numbers);
		while (*at == ' ')
			at++;
	}
}

int main(int argc, char **argv)
{
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < PROCESSES; i++)
		if (pipe(ready[i]) || pipe(go[i]) || pipe(acknowledge[i]))
			return 94;
	signal(SIGPIPE, SIG_IGN);
	shared->pid[0] = getpid();
	if (argc > 1)
		run(argv[1]);
	for (int i = 0; i < PROCESSES; i++)
		if (shared->used[i])
			printf("%d: %s\n", i, shared->log[i]);
	return 0;
}
