/* Runs `function` in a child whose handler prints what the kernel says about each fault, as far as it is the same everywhere. */
#include "../behaviour.h"
#include <sys/mman.h>
#include <ucontext.h>

#ifdef __i386__
#define REG_RIP REG_EIP
#define REGISTER_CR2 (uc->uc_mcontext.cr2)
#else
#define REGISTER_CR2 regs[REG_CR2]
#endif

static char *expected_address; /* si_addr is shown as an offset from here */
static char *expected_rip;

/* An address as it is the same everywhere: the lowest and the highest as they are, others as offsets. */
__attribute__((unused)) static void show_address(const char *name, void *address)
{
	unsigned long value = (unsigned long)address;
	if (value < 0x10000 || value + 0x10000 < 0x10000 || (sizeof value == 8 && value >> 12 >= 0x7ffffffff))
		printf(" %s %#lx", name, value);
	else
		printf(" %s base%+ld", name, (long)((char *)address - expected_address));
}

static int skip; /* bytes to go on behind; 0: end */

static void on_fault(int number, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	greg_t *regs = uc->uc_mcontext.gregs;
	printf("%s code %d", signal_name(number), info->si_code);
	if (info->si_code == SI_KERNEL)
		printf(" addr %p", info->si_addr);
	else
		show_address("addr", info->si_addr);
	printf(" trapno %d err %#lx", (int)regs[REG_TRAPNO], (unsigned long)regs[REG_ERR]);
	if (regs[REG_TRAPNO] == 14)
		show_address("cr2", (void *)REGISTER_CR2);
	if (expected_rip) {
		expected_address = expected_rip;
		show_address("rip", (void *)regs[REG_RIP]);
	}
	printf("\n");
	fflush(stdout);
	if (!skip)
		_exit(0);
	regs[REG_RIP] += skip;
}

static void catch_faults(void)
{
	static char stack[1 << 16];
	stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
	sigaltstack(&alternate, NULL);
	struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	int numbers[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
	for (int i = 0; i < 5; i++)
		sigaction(numbers[i], &action, NULL);
}

__attribute__((unused)) static void try_(const char *words, int (*function)(void))
{
	printf("%s: ", words);
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		catch_faults();
		function();
		_exit(1);
	}
	int status = wait_status(pid);
	if (status)
		show_status(status);
}

/* Code given as bytes, in a page of its own. */
__attribute__((unused)) static void run_bytes(const char *words, const char *bytes, int length)
{
	char *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memcpy(code, bytes, length);
	code[length] = 0xc3;
	expected_address = expected_rip = code;
	try_(words, (int (*)(void))code);
	munmap(code, 4096);
}
