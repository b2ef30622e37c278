/* What the two generators of random instructions share (instructions.c, instructions_32.c): chance, the areas of memory, and the rounds.
 *
 *     main -> fork, for each BATCH of instructions: batch -> one -> one_instruction, until left_out passes it by; begin; run -> on_signal
 *          -> show, for each
 *
 * Who includes this has defined FIELDS, what a record holds beside the common ones, and LIMIT_US, how long an instruction may take. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

typedef uint64_t u64;
typedef uint32_t u32;
typedef uint8_t u8;
#define CODE ((u8 *)0x10000000)
#define DATA ((u8 *)0x20000000)
#define STACK ((u8 *)0x30000000)
enum { CODE_SIZE = 4096, DATA_SIZE = 0x10000, STACK_SIZE = 0x4000, LONGEST = 45, BATCH = 64 };

struct record {
	int signal, code, done, length;
	u8 bytes[LONGEST];
	FIELDS;
	u64 memory;
};

static struct record *record;
static u64 state;
u8 *target; /* of the assembly in `run` */

static int one_instruction(u8 *p);
static bool left_out(const u8 *p, int size);
static void begin(void);		/* the registers, flags and the stack before an instruction, by chance */
static void remember_segments(void);	/* those of the C library, for the way back */
static void run(void);
static void on_signal(int number, siginfo_t *info, void *context);
static void show(const struct record *r);

static u64 choose(u64 below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state * 0x2545f4914f6cdd1d >> 16) % below;
}

static u64 sum(u64 so_far, const u8 *from, int size)
{
	for (int i = 0; i < size; i += 8)
		so_far = (so_far ^ *(const u64 *)(from + i)) * 0x100000001b3;
	return so_far;
}

static void one(u64 seed, int number, struct record *r)
{
	record = r;
	state = seed * 0x9e3779b97f4a7c15 + number * 0xd1b54a32d192ed03 + 1;
	for (int i = 0; i < 4; i++)
		choose(2);
	u8 code[128];
	do {
		r->length = 0;
		for (int count = 1 + choose(3); count > 0; count--)
			r->length += one_instruction(code + r->length);
	} while (r->length > LONGEST || left_out(code, r->length));
	memcpy(r->bytes, code, r->length);
	memset(CODE, 0xcc, CODE_SIZE);
	memcpy(CODE + CODE_SIZE / 2, code, r->length);
	target = CODE + CODE_SIZE / 2;
	for (int i = 0; i < DATA_SIZE; i++)
		DATA[i] = i * 7 + (i >> 8);
	begin();
	struct itimerval limit = {{0, 0}, {0, LIMIT_US}}, none = {{0, 0}, {0, 0}};
	r->done = 1;
	setitimer(ITIMER_REAL, &limit, NULL);
	run();
	setitimer(ITIMER_REAL, &none, NULL);
	if (r->signal != SIGALRM && r->trap != 13) /* a call to where no address is has pushed here */
		r->memory = sum(sum(sum(0, DATA, DATA_SIZE), STACK, STACK_SIZE), CODE, CODE_SIZE);
	r->done = 2;
}

static void batch(u64 seed, int from, int end, struct record *all)
{
	static u8 stack[1 << 16];
	static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGALRM};
	stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
	struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
	sigaltstack(&alternate, NULL);
	for (int i = 0; i < 6; i++)
		sigaction(signals[i], &action, NULL);
	remember_segments();
	for (int number = from; number < end; number++)
		one(seed, number, all + number);
	_exit(0);
}

int main(int argc, char **argv)
{
	u64 seed = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	int count = argc > 2 ? atoi(argv[2]) : 100;
	struct record *all = mmap(NULL, count * sizeof *all, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	mmap(CODE, CODE_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	mmap(DATA, DATA_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	mmap(STACK, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	for (int at = 0; at < count;) {
		int end = at + BATCH < count ? at + BATCH : count;
		pid_t pid = fork();
		if (!pid)
			batch(seed, at, end, all);
		waitpid(pid, NULL, 0);
		while (at < end && all[at].done == 2)
			at++;
		if (at < end) { /* it has ruined the process that it ran in */
			all[at] = (struct record){.signal = -1, .length = all[at].length};
			at++;
		}
	}
	for (int number = 0; number < count; number++) {
		const struct record *r = all + number;
		printf("%d ", number);
		for (int i = 0; i < r->length; i++)
			printf("%02x", r->bytes[i]);
		show(r);
		puts("");
	}
	return 0;
}
