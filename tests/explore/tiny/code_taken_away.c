/* A thread takes away the page that another is about to run, or is in the middle of. */
#include "tiny.h"
static int (*code)(volatile int *);
static void work(void)
{
	munmap((void *)code, 4096);
	thread_exit();
}
static int program(void)
{
	/* mov dword [rdi], 1; mov dword [rdi + 64], 1; xor eax, eax; ret */
	static const unsigned char bytes[] = { 0xc7, 7, 1, 0, 0, 0, 0xc7, 0x47, 64, 1, 0, 0, 0, 0x31, 0xc0, 0xc3 };
	volatile int *s = shared();
	int child = fork();
	if (child == 0) {
		unsigned char *page = mmap(NULL, 4096, 7, 0x22);
		for (int i = 0; i < (int)sizeof bytes; i++)
			page[i] = bytes[i];
		code = (int (*)(volatile int *))page;
		thread(0, work);
		_exit(code(s));
	}
	int status = 0;
	waitpid(child, &status, 0);
	return (status & 127 ? 1 : 0) + s[0] * 2 + s[16] * 4;
}
