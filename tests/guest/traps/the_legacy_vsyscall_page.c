// needs: x86-64
/* Three addresses at which gettimeofday, time and getcpu are called; the page cannot be read, and anything else there is SIGSEGV. */
#include "behaviour.h"
#include <sys/time.h>
#include <sys/ucontext.h>
#include <time.h>

#define AT(offset) ((long (*)(void *, void *, void *))(0xffffffffff600000 + (offset)))

static void handler(int number, siginfo_t *info, void *context)
{
	printf("%s code %d addr %p rip in the page %d\n", signal_name(number), info->si_code, info->si_addr,
	       (unsigned long)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] >> 12 == 0xffffffffff600);
	fflush(stdout);
	_exit(1);
}

static int bad_argument(void) { AT(0)((void *)8, NULL, NULL); return 0; }
static int bad_address(void) { AT(0x123)(NULL, NULL, NULL); return 0; }
static int reading(void) { return *(volatile char *)AT(0); }

int main(void)
{
	char line[256];
	FILE *maps = fopen("/proc/self/maps", "r");
	while (fgets(line, sizeof line, maps))
		if (strstr(line, "vsyscall"))
			fputs(line, stdout);
	fclose(maps);
	struct timeval tv = {0};
	unsigned cpu = -1, node = -1;
	printf("%ld %d\n", AT(0)(&tv, NULL, NULL), labs(tv.tv_sec - time(NULL)) < 3);
	printf("%d\n", labs(AT(0x400)(NULL, NULL, NULL) - time(NULL)) < 3);
	printf("%ld %d %d\n", AT(0x800)(&cpu, &node, NULL), cpu < 4096, node < 4096);
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGSEGV, &action, NULL);
	fflush(stdout);
	waitpid(child(bad_argument), NULL, 0);
	waitpid(child(bad_address), NULL, 0);
	waitpid(child(reading), NULL, 0);
	SHOW(write(1, (void *)AT(0), 1));
	return 0;
}
