/* The way of collectors and debuggers: pages are write-protected, the handler notes the page and opens it, the store is made again. */
#include "behaviour.h"
#include <sys/mman.h>

enum { PAGES = 6 };
static char *area;
static volatile int faults[PAGES];

static void open_page(int number, siginfo_t *info, void *context)
{
	long page = ((char *)info->si_addr - area) / 4096;
	CHECK(page >= 0 && page < PAGES && info->si_code == SEGV_ACCERR);
	faults[page]++;
	CHECK(mprotect(area + page * 4096, 4096, PROT_READ | PROT_WRITE) == 0);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = open_page, .sa_flags = SA_SIGINFO};
	area = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
	for (int round = 0; round < 2; round++) {
		CHECK(mprotect(area, PAGES * 4096, round ? PROT_READ : PROT_NONE) == 0);
		for (int i = 0; i < 3; i++)
			area[4096 * 2 * i + i]++; /* a load and a store in one */
		*(volatile uint64_t *)(area + 4096 - 4 + round) += 0x0101010101010101; /* over the edge of two pages */
		for (int page = 0; page < PAGES; page++)
			printf(" %d", faults[page]);
		printf("\n");
	}
	for (int i = 0; i < 3; i++)
		printf("%d", area[4096 * 2 * i + i]);
	printf("\n");
	for (int i = 4090; i < 4104; i++)
		printf(" %x", area[i]);
	printf("\n");
	return 0;
}
