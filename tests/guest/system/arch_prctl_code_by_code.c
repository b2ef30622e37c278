// needs: x86-64
/* arch_prctl(2): each code, and numbers beside them, with good and bad addresses; personality(2) keeps any 32 bits. */
#include "behaviour.h"

static unsigned long word;

int main(void)
{
	static const int codes[] = {0, 0x1000, 0x1005, 0x1010, 0x1011, 0x1012, 0x1013, 0x1020, 0x1021, 0x1022, 0x1023, 0x1024, 0x1025, 0x1026, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004};
	for (unsigned i = 0; i < sizeof codes / sizeof *codes; i++) {
		unsigned long arguments[] = {0, 1, 17, 18, 100, (unsigned long)&word, 4096, 1ul << 47, -1ul};
		printf("%#x:", codes[i]);
		for (int j = 0; j < 9; j++) {
			fflush(stdout);
			pid_t pid = fork();
			if (!pid) {
				errno = 0;
				long result = syscall(SYS_arch_prctl, codes[i], arguments[j]);
				if (result == -1 && errno)
					printf(" %s", strerrorname_np(errno));
				else
					printf(" %ld%s", result, word & 3 ? " x87 and SSE at least" : "");
				fflush(stdout);
				_exit(0);
			}
			wait_status(pid);
		}
		printf("\n");
	}
	SHOW(syscall(SYS_personality, 0xffffffff));
	SHOW(syscall(SYS_personality, 0x1ff));
	SHOW(syscall(SYS_personality, 0xdeadbe00));
	SHOW(syscall(SYS_personality, 0x1ffffffffUL));
	SHOW(syscall(SYS_personality, 0x100000000UL));
	SHOW(syscall(SYS_personality, -1L));
	return 0;
}
