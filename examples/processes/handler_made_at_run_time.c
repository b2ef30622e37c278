/* A signal handler that is machine code made while the program runs: one for each signal number, which prints it.
 *
 * Each handler is the same few instructions with its number filled in.  The page is written first and made executable
 * afterwards: never both at once. */
#include <signal.h>
#include <string.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* write(1, text, 10); return */
static const unsigned char code[] = {
	0xb8, 1, 0, 0, 0,             /* mov eax, SYS_write */
	0xbf, 1, 0, 0, 0,             /* mov edi, 1 */
	0x48, 0x8d, 0x35, 8, 0, 0, 0, /* lea rsi, [rip + 8]: the text */
	0xba, 10, 0, 0, 0,            /* mov edx, 10 */
	0x0f, 0x05,                   /* syscall */
	0xc3,                         /* ret: to the restorer, and so to rt_sigreturn */
};
enum { ROOM = 64 };

int main(void)
{
	unsigned char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int number = 1; number < 32; number++) {
		unsigned char *at = page + ROOM * number;
		char text[16];
		memcpy(at, code, sizeof code);
		snprintf(text, sizeof text, "signal %2d\n", number);
		memcpy(at + sizeof code, text, 10);
	}
	mprotect(page, 4096, PROT_READ | PROT_EXEC);
	for (int number = 1; number < 32; number++)
		signal(number, (void (*)(int))(page + ROOM * number)); /* SIGKILL and SIGSTOP refuse */
	raise(SIGHUP);
	raise(SIGUSR1);
	raise(SIGTERM);
	return 0;
}
