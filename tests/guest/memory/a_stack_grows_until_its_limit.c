#include "faults.h"
#include <sys/resource.h>
static int depth(int n)
{
	volatile char block[1024];
	block[0] = n;
	return n ? depth(n - 1) + (block[0] == (char)n) : 0;
}
int main(void)
{
	static char alternate[65536];
	stack_t stack = { .ss_sp = alternate, .ss_size = sizeof alternate };
	CHECK(sigaltstack(&stack, NULL) == 0);
	catch_faults();
	printf("%d\n", depth(4000));
	struct rlimit limit = { 1 << 20, 8 << 20 };
	fflush(stdout);
	pid_t c = fork();
	if (!c) {
		setrlimit(RLIMIT_STACK, &limit);
		execl("/proc/self/exe", "x", "again", NULL);
	}
	(void)c;
	show_status(wait_status(c));
	if (sigsetjmp(fault_return, 1) == 0)
		printf("%d\n", depth(1 << 20));
	else
		printf("%s code %d\n", signal_name(fault_info.si_signo), fault_info.si_code);
}
__attribute__((constructor)) static void again(int argc, char **argv)
{
	if (argc > 1) {
		printf("%d\n", depth(500));
		fflush(stdout);
		printf("%d\n", depth(4000));
		_exit(0);
	}
}
