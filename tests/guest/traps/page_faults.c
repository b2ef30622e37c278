// needs: x86-64
#include "faults.h"

static char *page;

static int read_page(void) { return *(volatile int *)page; }
static int write_page(void) { return *(volatile int *)page = 1; }
static int execute_page(void) { return ((int (*)(void))page)(); }

int main(void)
{
	int files[2];
	char name[] = "file-XXXXXX";
	page = expected_address = (char *)0x1000;
	try_("read near 0", read_page);
	try_("write near 0", write_page);
	try_("execute near 0", execute_page);
	page = expected_address = mmap(NULL, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	try_("read PROT_NONE", read_page);
	try_("write PROT_NONE", write_page);
	mprotect(page, 8192, PROT_READ);
	try_("write PROT_READ", write_page);
	try_("execute PROT_READ", execute_page);
	try_("read works", read_page);
	mprotect(page, 8192, PROT_READ | PROT_WRITE);
	write_page();
	mprotect(page, 8192, PROT_READ);
	try_("write PROT_READ, touched", write_page);
	try_("execute PROT_READ, touched", execute_page);
	page += 4094;
	try_("write over the page's end", write_page);
	munmap(expected_address + 4096, 4096);
	try_("read into a hole", read_page);
	files[0] = mkstemp(name);
	CHECK(ftruncate(files[0], 100) == 0);
	unlink(name);
	page = expected_address = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, files[0], 0);
	page += 4096;
	try_("read behind the file's end", read_page);
	try_("write behind the file's end", write_page);
	page = expected_address = (char *)0xffffffffff600000;
	try_("read the kernel's half", read_page);
	try_("write the kernel's half", write_page);
	page = expected_address = (char *)0xffff888000000000;
	try_("execute the kernel's half", execute_page);
	page = expected_address = (char *)0x8000000000000000;
	try_("read a non-canonical address", read_page);
	try_("execute a non-canonical address", execute_page);
	return 0;
}
