// needs: x86-64
/* personality(2): 0xffffffff only asks; what is set goes to children and through execve. */
#include "behaviour.h"
#include <sys/personality.h>

static int in_child(void)
{
	printf("child %#x\n", personality(0xffffffff));
	fflush(stdout);
	execl("/proc/self/exe", "program", "again", NULL);
	return 1;
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		printf("new program %#x\n", personality(0xffffffff));
		return 0;
	}
	personality(0);
	SHOW(personality(ADDR_NO_RANDOMIZE | SHORT_INODE));
	SHOW(personality(0xffffffff));
	show_status(wait_status(child(in_child)));
	SHOW(personality(UNAME26 | ADDR_NO_RANDOMIZE));
	SHOW(personality(0));
	SHOW(personality(0xffffffff));
	return 0;
}
