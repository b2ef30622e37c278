// slow
#include "behaviour.h"
#include <sys/resource.h>

static volatile int count;
static void handler(int n) { count++; write(1, "SIGXCPU\n", 8); }

static int spin(void)
{
	struct rlimit l = { 1, 2 };
	signal(SIGXCPU, handler);
	setrlimit(RLIMIT_CPU, &l);
	for (;;)
		;
}

int main(void)
{
	show_status(wait_status(child(spin)));
}
