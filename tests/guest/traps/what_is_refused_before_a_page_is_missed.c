/* A processor looks at segments and alignment before pages: an operand beyond the end of 4 GB, a misaligned one while the flag AC is set;
 * and of two operands that are not there at the one that it reads first. */
#include "faults.h"

/* Without a handler, which would run with the flag too. */
static void load(const char *words, unsigned long address, int bytes)
{
	printf("%s while AC is set: ", words);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
#ifdef __i386__
		asm volatile("pushf\n\torl $0x40000, (%esp)\n\tpopf");
#else
		asm volatile("pushf\n\torl $0x40000, (%rsp)\n\tpopf");
#endif
		if (bytes == 1)
			asm volatile("movb (%0), %%cl" : : "r"(address) : "ecx");
		else if (bytes == 2)
			asm volatile("movw (%0), %%cx" : : "r"(address) : "ecx");
		else
			asm volatile("movl (%0), %%ecx" : : "r"(address) : "ecx");
		_exit(0);
	}
	show_status(wait_status(pid));
}

int main(void)
{
	load("a byte", 0x2001, 1);
	load("an aligned word", 0x2002, 2);
	load("a misaligned word", 0x2001, 2);
	load("an aligned double word", 0x2004, 4);
	load("a misaligned double word", 0x2002, 4);
#define BYTES(words, bytes) run_bytes(words, bytes, sizeof bytes - 1)
#ifdef __i386__
	BYTES("a byte at the end", "\x83\xc8\xff\x8a\x00");
	BYTES("a word over the end", "\x83\xc8\xff\x66\x8b\x00");
	BYTES("a double word over the end", "\x83\xc8\xff\x8b\x00");
	BYTES("a double word written over the end", "\x83\xc8\xff\x89\x00");
	BYTES("a double word up to the end", "\xb8\xfc\xff\xff\xff\x8b\x00");
	BYTES("by ebp over the end", "\x83\xcd\xff\x8b\x45\x00");
	BYTES("by ebp and ds over the end", "\x83\xcd\xff\x3e\x8b\x45\x00");
	BYTES("by eax and ss over the end", "\x83\xc8\xff\x36\x8b\x00");
	BYTES("sixteen bytes by bx", "\xbb\x10\x20\xff\xff\x67\x0f\x58\x07");
	BYTES("sixteen misaligned bytes by bx", "\xbb\x14\x20\xff\xff\x67\x0f\x58\x07");
	BYTES("leave with fs", "\xbd\x00\x20\x00\x00\x64\xc9");
#endif
	BYTES("cmpsb of two that are not there", "\xbe\x00\x20\x00\x00\xbf\x00\x30\x00\x00\xa6");
	BYTES("cmpsl of two that are not there", "\xbe\x00\x20\x00\x00\xbf\x00\x30\x00\x00\xa7");
	BYTES("cmpsb, the second is not there", "\x54\x5e\xbf\x00\x30\x00\x00\xa6");
	return 0;
}
