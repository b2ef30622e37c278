// needs: x86-64
/* Data, stack and heap are not executable; mprotect makes them so and takes it away again, on the page where one stands too. */
#include "faults.h"

static char data[8192] __attribute__((aligned(4096))) = {0xc3};

static int run_data(void)
{
	expected_address = expected_rip = data;
	((void (*)(void))data)();
	return 0;
}

static int run_stack(void)
{
	volatile char stack[64];
	stack[0] = (char)0xc3;
	expected_address = expected_rip = (char *)stack;
	((void (*)(void))stack)();
	return 0;
}

static int run_heap(void)
{
	char *heap = malloc(100000);
	heap[0] = (char)0xc3;
	expected_address = expected_rip = heap;
	((void (*)(void))heap)();
	return 0;
}

static int run_over_the_edge(void)
{
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(page, 0x90, 4096);
	page[4094] = (char)0xb8; /* mov $..., %eax: five bytes, two of them on the first page */
	mprotect(page + 4096, 4096, PROT_READ | PROT_WRITE);
	expected_address = expected_rip = page + 4094;
	((void (*)(void))page + 4090)();
	return 0;
}

static int run_after_mprotect(void)
{
	CHECK(mprotect(data, 4096, PROT_READ | PROT_EXEC) == 0);
	((void (*)(void))data)();
	printf("ran; ");
	fflush(stdout);
	CHECK(mprotect(data, 4096, PROT_READ) == 0);
	return run_data();
}

static int run_execute_only(void)
{
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	page[0] = (char)0xc3;
	CHECK(mprotect(page, 4096, PROT_EXEC) == 0);
	((void (*)(void))page)();
	CHECK(mprotect(page, 4096, PROT_NONE) == 0);
	expected_address = expected_rip = page;
	((void (*)(void))page)();
	return 0;
}

static int run_beyond_the_end(void)
{
	char path[] = "/tmp/beyondXXXXXX";
	int fd = mkstemp(path);
	CHECK(unlink(path) == 0 && ftruncate(fd, 100) == 0);
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	expected_address = expected_rip = page + 4096;
	((void (*)(void))(page + 4096))();
	return 0;
}

int main(void)
{
	try_("data", run_data);
	try_("stack", run_stack);
	try_("heap", run_heap);
	try_("over the edge", run_over_the_edge);
	try_("made executable and not", run_after_mprotect);
	try_("execute only, then nothing", run_execute_only);
	try_("behind the end of the file", run_beyond_the_end);
	return 0;
}
