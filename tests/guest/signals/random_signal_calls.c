// arguments: 1 24 150
#include "behaviour.h"
#include <poll.h>
#include <stdarg.h>
#include <sys/signalfd.h>
#include <time.h>
#include <ucontext.h>

/* Random sequences of calls about signals, one child a seed: everything a process can find out about its own signals is printed.
 * Handlers go on making random calls, so frames nest; grandchildren may also stop, be continued and die. */

#define LEAVE_ALONE (1ul << 31 | 1ul << 32) /* 32 and 33 are the threads library's */

static const int numbers[] = {1,  2,  3,  4,  5,  6,  7,  8,  10, 11, 12, 13, 14, 15, 16, 18, 20,
			      21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 34, 35, 40, 63, 64, SIGKILL, SIGSTOP};
enum { CATCHABLE = 33, ALL = 35 };
#define HARMLESS_BY_DEFAULT (1ul << (SIGCONT - 1) | 1ul << (SIGURG - 1) | 1ul << (SIGWINCH - 1))

static unsigned long state;
static char alternate[65536];
static int depth, made, in_child;

static unsigned long any(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static void say(const char *format, ...)
{
	char line[400];
	va_list values;
	va_start(values, format);
	int length = vsnprintf(line, sizeof line, format, values);
	va_end(values);
	CHECK(write(1, line, length) == length);
}

static int some_signal(void)
{
	return any() % 100 < 97 ? numbers[any() % CATCHABLE] : numbers[CATCHABLE + any() % (ALL - CATCHABLE)];
}

static unsigned long some_mask(void)
{
	unsigned long mask = 0;
	for (int count = any() % 8; count; count--)
		mask |= 1ul << (some_signal() - 1);
	return (any() % 10 ? mask : ~0ul) & ~LEAVE_ALONE;
}

static void show_state(const char *words)
{
	unsigned long mask = 0, pending = 0;
	syscall(SYS_rt_sigprocmask, 0, NULL, &mask, 8);
	syscall(SYS_rt_sigpending, &pending, 8);
	say("%s: mask %lx pending %lx depth %d\n", words, mask, pending, depth);
}

static void random_call(void);

static void handler(int number, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	char here;
	unsigned long mask;
	memcpy(&mask, &uc->uc_sigmask, 8);
	say("> %d code %d value %d mask %lx alternate %d\n", number, info->si_code, info->si_code == SI_QUEUE ? info->si_value.sival_int : 0, mask,
	    &here > alternate && &here < alternate + sizeof alternate);
	depth++;
	if (depth < 6 && made < 400)
		for (int count = any() % 3; count; count--)
			random_call();
	if (any() % 12 == 0) {
		mask = any() & any() & ~LEAVE_ALONE;
		memcpy(&uc->uc_sigmask, &mask, 8);
		say("  leaves mask %lx\n", mask);
	}
	depth--;
	say("< %d\n", number);
}

static void change_action(void)
{
	int number = some_signal(), kind = any() % 6;
	unsigned long mask = some_mask();
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	if (kind == 0)
		action = (struct sigaction){.sa_handler = SIG_IGN};
	else if (kind == 1 && (in_child || 1ul << (number - 1) & HARMLESS_BY_DEFAULT))
		action = (struct sigaction){.sa_handler = SIG_DFL};
	action.sa_flags |= (any() % 3 ? 0 : SA_RESTART) | (any() % 4 ? 0 : SA_NODEFER) | (any() % 4 ? 0 : SA_ONSTACK);
	if (in_child && any() % 8 == 0)
		action.sa_flags |= SA_RESETHAND;
	memcpy(&action.sa_mask, &mask, 8);
	errno = 0;
	int result = sigaction(number, &action, NULL);
	say("sigaction %d kind %d flags %x mask %lx = %d %d\n", number, kind, action.sa_flags, mask, result, errno);
}

static void send_signal(void)
{
	int number = some_signal(), how = any() % 4;
	if (!in_child && (number == SIGSTOP || number == SIGKILL))
		number = SIGUSR1;
	say("send %d by %d\n", number, how);
	errno = 0;
	int result = how == 0   ? kill(getpid(), number)
		     : how == 1 ? syscall(SYS_tgkill, getpid(), gettid(), number)
		     : how == 2 ? sigqueue(getpid(), number, (union sigval){.sival_int = made})
				: raise(number);
	say("= %d %d\n", result, errno);
}

static void take_signal(void)
{
	unsigned long mask = some_mask();
	siginfo_t info = {0};
	struct timespec zero = {0, 0};
	errno = 0;
	int result = syscall(SYS_rt_sigtimedwait, &mask, &info, &zero, 8);
	say("sigtimedwait %lx = %d %d code %d\n", mask, result, errno, info.si_code);
	mask = some_mask();
	struct signalfd_siginfo read_info = {0};
	int fd = signalfd(-1, (sigset_t *)&mask, SFD_NONBLOCK);
	errno = 0;
	result = read(fd, &read_info, sizeof read_info);
	say("signalfd %lx = %d %d signal %d code %d\n", mask, result, errno, read_info.ssi_signo, read_info.ssi_code);
	close(fd);
}

static void suspend(void)
{
	struct sigaction action;
	unsigned long bit = 1ul << (SIGUSR1 - 1), mask = some_mask() & ~bit;
	sigaction(SIGUSR1, NULL, &action);
	if (action.sa_handler == SIG_IGN || action.sa_handler == SIG_DFL)
		return; /* nothing would end it */
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, &bit, NULL, 8);
	kill(getpid(), SIGUSR1);
	errno = 0;
	int result = syscall(SYS_rt_sigsuspend, &mask, 8);
	say("sigsuspend %lx = %d %d\n", mask, result, errno);
	show_state("after");
}

static void poll_with_mask(void)
{
	unsigned long mask = some_mask();
	struct timespec zero = {0, 0};
	struct {
		unsigned long *mask, size;
	} both = {&mask, 8};
	errno = 0;
	int result = any() % 2 ? syscall(SYS_ppoll, NULL, 0, &zero, &mask, 8) : syscall(SYS_pselect6, 0, NULL, NULL, NULL, &zero, &both);
	say("poll with %lx = %d %d\n", mask, result, errno);
	show_state("after");
}

static void change_stack(void)
{
	stack_t new = {.ss_sp = alternate, .ss_size = sizeof alternate, .ss_flags = any() % 4 ? 0 : SS_DISABLE}, old = {0};
	errno = 0;
	int result = sigaltstack(any() % 2 ? &new : NULL, &old);
	say("sigaltstack = %d %d flags %x size %zu\n", result, errno, old.ss_flags, old.ss_size);
}

static void with_child(void)
{
	if (in_child || depth)
		return;
	say("child\n");
	pid_t pid = fork();
	if (!pid) {
		in_child = 1;
		show_state("child");
		for (int count = any() % 30; count; count--)
			random_call();
		_exit(any() % 5);
	}
	int status = 0;
	for (int round = 0; round < 50; round++) {
		pid_t got = waitpid(pid, &status, WUNTRACED);
		if (got == pid && WIFSTOPPED(status)) {
			say("stopped %d\n", WSTOPSIG(status));
			kill(pid, round % 7 == 6 ? SIGKILL : SIGCONT);
		} else if (got != -1 || errno != EINTR) {
			break;
		}
	}
	say("status %x\n", status);
}

static void random_call(void)
{
	struct sigaction action;
	unsigned long mask, old = 0;
	int number = some_signal(), how = any() % 3;
	made++;
	switch (any() % 19) {
	case 0 ... 2: return change_action();
	case 3 ... 5:
		mask = some_mask();
		syscall(SYS_rt_sigprocmask, how, &mask, &old, 8);
		say("sigprocmask %d %lx, was %lx\n", how, mask, old);
		return show_state("after");
	case 6 ... 9: return send_signal();
	case 10: return show_state("look");
	case 11: return take_signal();
	case 12: return suspend();
	case 13: return poll_with_mask();
	case 14: return change_stack();
	case 15:
		sigaction(number, NULL, &action);
		say("action %d: %s flags %x\n", number, action.sa_sigaction == handler ? "handler" : action.sa_handler == SIG_IGN ? "ignored" : "default",
		    action.sa_flags);
		return;
	case 16:
		for (int count = 0; count <= how; count++)
			sigqueue(getpid(), SIGRTMIN + how % 2, (union sigval){.sival_int = count});
		return say("queued %d of %d\n", how + 1, SIGRTMIN + how % 2);
	case 17: return with_child();
	case 18:
		sigaction(SIGSEGV, NULL, &action);
		if (in_child && any() % 4 == 0 && (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN)) {
			say("fault\n");
			*(volatile int *)8 = 1;
		}
	}
}

int main(int count, char **arguments)
{
	int first = atoi(arguments[1]), seeds = atoi(arguments[2]), calls = atoi(arguments[3]);
	setsid();
	for (int seed = first; seed < first + seeds; seed++) {
		say("seed %d\n", seed);
		pid_t pid = fork();
		if (!pid) {
			state = seed * 2654435761ul + 88172645463325252ul;
			for (int i = 0; i < CATCHABLE; i++) {
				struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
				sigaction(numbers[i], &action, NULL);
			}
			for (int i = 0; i < calls; i++) {
				made = 0;
				random_call();
			}
			show_state("end");
			_exit(0);
		}
		show_status(wait_status(pid));
		fflush(stdout);
	}
	return 0;
}
