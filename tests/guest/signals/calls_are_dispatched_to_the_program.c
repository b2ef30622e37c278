// needs: x86-64
/* PR_SET_SYSCALL_USER_DISPATCH: calls from outside a range become SIGSYS while the selector says so; the handler sees which call, and
 * gives its result; inside the range they are made; a bad selector kills. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/prctl.h>
#include <ucontext.h>

#define DISPATCH 59
static volatile char selector;
static volatile int caught, code, number, arch_ok;

static void on_call(int n, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	selector = 0;
	caught++;
	code = info->si_code;
	number = info->si_syscall;
	arch_ok = info->si_arch == 0xc000003e && (greg_t)info->si_call_addr == uc->uc_mcontext.gregs[REG_RIP] && uc->uc_mcontext.gregs[REG_RAX] == number;
	uc->uc_mcontext.gregs[REG_RAX] = -EXDEV;
}

static int with_selector(void)
{
	struct sigaction action = {.sa_sigaction = on_call, .sa_flags = SA_SIGINFO};
	sigaction(SIGSYS, &action, NULL);
	SHOW(prctl(DISPATCH, 1, 0, 0, &selector));
	SHOW(syscall(SYS_getpid) > 0);
	selector = 1;
	errno = 0;
	long result = syscall(SYS_chdir, "/");
	int error = errno;
	printf("caught %d, call %d, code %d, the rest %d, result %ld %s\n", caught, number, code, arch_ok, result, strerrorname_np(error));
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		selector = 1;
		syscall(SYS_exit_group, 5); /* not inherited */
	}
	show_status(wait_status(pid));
	SHOW(prctl(DISPATCH, 0, 0, 0, 0));
	selector = 1;
	SHOW(syscall(SYS_getpid) > 0);
	return 0;
}

static int inside_and_outside(void)
{
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memcpy(page, "\xb8\x27\x00\x00\x00\x0f\x05\xc3", 8); /* getpid */
	struct sigaction action = {.sa_sigaction = on_call, .sa_flags = SA_SIGINFO};
	sigaction(SIGSYS, &action, NULL);
	SHOW(prctl(DISPATCH, 1, page, 4096, &selector));
	selector = 1;
	long here = ((long (*)(void))page)();
	selector = 0;
	printf("inside the range: %d, caught %d\n", here == getpid(), caught);
	SHOW(prctl(DISPATCH, 2, page, 4096, &selector));
	selector = 1;
	here = ((long (*)(void))page)();
	selector = 0;
	printf("the other way round: %ld, caught %d\n", here, caught);
	return 0;
}

static int bad_selector_value(void) { prctl(DISPATCH, 1, 0, 0, &selector); selector = 2; getppid(); return 0; }
static int bad_selector_address(void) { prctl(DISPATCH, 1, 0, 0, 4096); getppid(); return 0; }
static int no_selector(void) { prctl(DISPATCH, 1, 0, 0, 0); getppid(); return 0; }
static int blocked(void)
{
	sigset_t set;
	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGSYS, SIG_IGN);
	prctl(DISPATCH, 1, 0, 0, 0);
	getppid();
	return 0;
}

int main(void)
{
	show_status(wait_status(child(with_selector)));
	show_status(wait_status(child(inside_and_outside)));
	show_status(wait_status(child(bad_selector_value)));
	show_status(wait_status(child(bad_selector_address)));
	show_status(wait_status(child(no_selector)));
	show_status(wait_status(child(blocked)));
	SHOW(prctl(DISPATCH, 1, 10, 0, 0));
	SHOW(prctl(DISPATCH, 2, 0, 0, 0));
	SHOW(prctl(DISPATCH, 2, -20L, 30, 0));
	SHOW(prctl(DISPATCH, 0, 1, 0, 0));
	SHOW(prctl(DISPATCH, 3, 0, 0, 0));
	SHOW(prctl(DISPATCH, 1, 0, 0, 1UL << 63));
	return 0;
}
