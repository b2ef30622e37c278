// arguments: 1 16 400
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

/* Calls about clocks, timers, futexes, signals and scheduling with random arguments, good and bad: which error comes first, and what is
 * left in memory.  What would wait gets a time that is over; what would set a clock or name another process is left out. */

#define PAGE 0x10000000ul /* writable; the next is read-only, the one after that is not mapped */
#define ZERO_TIME (PAGE + 2048)

static unsigned long state;

static unsigned long any(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static unsigned long number(void)
{
	switch (any() % 10) {
	case 0: return 0;
	case 1: return any() % 5;
	case 2: return any() % 70;
	case 3: return -(any() % 70);
	case 4: return any();
	case 5: return 1ul << any() % 64;
	case 6: return any() % 2000;
	case 7: return 1000000000 - any() % 3;
	case 8: return (unsigned int)any();
	default: return any() % 16;
	}
}

static unsigned long pointer(void)
{
	switch (any() % 12) {
	case 0: return 0;
	case 1: return 8;
	case 2: return PAGE + 4096 - 8 * (any() % 20);
	case 3: return PAGE + 4096 + 8 * (any() % 20);
	case 4: return PAGE + 8192 - 8;
	case 5: return PAGE + 8192;
	case 6: return any();
	case 7: return PAGE + any() % 2000;
	case 8: return 0xffffffffff700000;
	default: return PAGE + any() % 16 * 64;
	}
}

/* Not the CPU time of other processes: there are different ones. */
static unsigned long clock_number(void)
{
	unsigned long clock = number();
	return (int)clock < 0 && (clock & 7) != 3 ? any() % 30 : clock;
}

/* A time that is short, if it is a time at all. */
static unsigned long short_time(void)
{
	unsigned long at = pointer(), time[2];
	if (at >= PAGE && at <= PAGE + 4080) {
		memcpy(time, (void *)at, 16);
		if (time[0] < 1ul << 63 && time[1] < 1000000000) {
			time[0] = 0;
			time[1] %= 1000;
			memcpy((void *)at, time, 16);
		}
	}
	return at > PAGE + 4080 && at < PAGE + 4096 ? 8 : at;
}

/* An itimerval or itimerspec that is far away. */
static unsigned long late_timer(void)
{
	unsigned long at = pointer(), timer[4];
	if (at >= PAGE && at <= PAGE + 4064) {
		memcpy(timer, (void *)at, 32);
		if (timer[2] < 100000)
			timer[2] += 500000;
		memcpy((void *)at, timer, 32);
	}
	return at;
}

/* The word of a priority-inheritance lock: free, ours, or that of a thread that does not exist. */
static unsigned long lock_word(void)
{
	unsigned long at = pointer();
	unsigned int words[] = {0, gettid(), 999999}, word = words[any() % 3];
	if (at >= PAGE && at < PAGE + 2000)
		memcpy((void *)at, &word, 4);
	return at >= PAGE + 2000 && at <= PAGE + 4096 ? 8 : at;
}

static unsigned long one_of(const int *values, int count)
{
	return values[any() % count];
}

static unsigned long argument(char kind)
{
	static const int simple[] = {0, 9}, atomic[] = {3, 4, 5}, locking[] = {6, 13, 7, 8}, unknown[] = {2, 14, 15};
	int command = kind == 'W' ? one_of(simple, 2) : kind == 'A' ? one_of(atomic, 3) : kind == 'L' ? one_of(locking, 4) : one_of(unknown, 3);
	switch (kind) {
	case 'n': return number();
	case 'p': return pointer();
	case 'c': return clock_number();
	case 'C': return (command = clock_number()) == CLOCK_PROCESS_CPUTIME_ID ? CLOCK_MONOTONIC : command; /* it would never come */
	case 't': return short_time();
	case 'i': return late_timer();
	case 'w': return lock_word();
	case 'z': return any() % 3 ? ZERO_TIME : 8;
	case '8': return any() % 8 ? 8 : number();
	case 's': return any() % 4 ? any() % 66 : number();
	case 'b': return any() % 2;
	case 'o': return any() % 2 ? 0 : pointer();
	case 'x': return any() % 3 ? 0 : -1;
	case 'm': return number() % 600 | 1;
	case 'd': return any() % 3 ? any() % 8 : number();
	case 'a': return number() % 16;
	case 'k': return 1 | any() % 2 * 128;
	case 'W':
	case 'A':
	case 'L':
	case 'U': return command | any() % 2 * 128 | (any() % 4 ? 0 : 256);
	default: return 0;
	}
}

static const struct {
	int number;
	const char *arguments;
} calls[] = {
	{SYS_rt_sigprocmask, "dpp8"}, {SYS_rt_sigpending, "p8"}, {SYS_sigaltstack, "op"}, {SYS_rt_sigtimedwait, "ppz8"},
	{SYS_clock_gettime, "cp"}, {SYS_clock_getres, "cp"}, {SYS_nanosleep, "tp"}, {SYS_clock_nanosleep, "Cbtp"},
	{SYS_getitimer, "np"}, {SYS_setitimer, "ni"}, {SYS_timer_create, "cop"}, {SYS_timer_settime, "d0i0"},
	{SYS_timer_gettime, "dp"}, {SYS_timer_getoverrun, "d"}, {SYS_timer_delete, "d"}, {SYS_gettimeofday, "0p"},
	{SYS_futex, "pkn"}, {SYS_futex, "pWnz0n"}, {SYS_futex, "pAnnpn"}, {SYS_futex, "wLnz0n"},
	{SYS_futex, "pUn00n"}, {SYS_futex_waitv, "pabzb"}, {SYS_set_robust_list, "o8"}, {SYS_rseq, "pnnn"},
	{SYS_membarrier, "mbn"}, {SYS_sched_getscheduler, "x"}, {SYS_sched_setscheduler, "xap"}, {SYS_sched_setparam, "xp"},
	{SYS_sched_getparam, "xp"}, {SYS_sched_rr_get_interval, "-p"}, {SYS_sched_getaffinity, "xap"}, {SYS_sched_getattr, "xpnb"},
	{SYS_ppoll, "00zp8"}, {SYS_rt_sigaction, "sop8"},
};

static void random_call(void)
{
	unsigned long *words = (unsigned long *)PAGE, values[6] = {0};
	int which = any() % (sizeof calls / sizeof *calls);
	for (int i = 0; i < 512; i++)
		words[i] = any() % 2 ? number() : any() % 3 ? any() % 40 : 0;
	const char *kinds = calls[which].arguments;
	for (int i = 0; kinds[i]; i++)
		values[i] = argument(kinds[i]);
	memset((void *)ZERO_TIME, 0, 16);
	errno = 0;
	long result = syscall(calls[which].number, values[0], values[1], values[2], values[3], values[4], values[5]);
	printf("%d(%lx, %lx, %lx, %lx, %lx, %lx) = %ld %d\n", calls[which].number, values[0], values[1], values[2], values[3], values[4], values[5],
	       result, errno);
	unsigned long all = ~0ul;
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, 8);
	syscall(SYS_set_robust_list, NULL, 24);
}

int main(int count, char **arguments)
{
	int first = atoi(arguments[1]), seeds = atoi(arguments[2]), calls_each = atoi(arguments[3]);
	struct rlimit none = {0, 0};
	setrlimit(RLIMIT_RTPRIO, &none);
	setrlimit(RLIMIT_NICE, &none);
	setresgid(65534, 65534, 65534);
	setresuid(65534, 65534, 65534);
	mmap((void *)PAGE, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	mmap((void *)PAGE + 4096, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	for (int seed = first; seed < first + seeds; seed++) {
		printf("seed %d\n", seed);
		fflush(stdout);
		pid_t pid = fork();
		if (!pid) {
			state = seed * 2654435761ul + 88172645463325252ul;
			for (int i = 0; i < calls_each; i++)
				random_call();
			exit(0);
		}
		show_status(wait_status(pid));
	}
	return 0;
}
