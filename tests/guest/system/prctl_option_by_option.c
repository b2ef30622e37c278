// needs: x86-64
/* prctl(2): every number from -2 to 82, with no arguments, with ones, with large ones, with pointers: what is EINVAL, EPERM, EFAULT, and
 * what is a value.  Each in a child, for what it may do. */
#include "behaviour.h"
#include <sys/prctl.h>

static unsigned long words[64];

static const struct { const char *name; unsigned long a, b, c, d; } given[] = {
	{"0 0 0 0", 0, 0, 0, 0},
	{"1 0 0 0", 1, 0, 0, 0},
	{"2 0 0 0", 2, 0, 0, 0},
	{"3 0 0 0", 3, 0, 0, 0},
	{"0 1 0 0", 0, 1, 0, 0},
	{"1 1 0 0", 1, 1, 0, 0},
	{"1 2 0 0", 1, 2, 0, 0},
	{"0 0 0 1", 0, 0, 0, 1},
	{"-1 0 0 0", -1UL, 0, 0, 0},
	{"65 0 0 0", 65, 0, 0, 0},
	{"bad address", 4096, 0, 0, 0},
	{"kernel address", 0xffff800000000000, 0, 0, 0},
	{"address", (unsigned long)-5, 0, 0, 0},
};

static int dangerous(int option)
{
	/* speculation and the like differ by processor; PR_SET_SECCOMP with 1 ends the child at its next call */
	return option == PR_SET_SECCOMP || option == PR_GET_SPECULATION_CTRL || option == PR_SET_SPECULATION_CTRL ;
}

static int try_option(int option, int n)
{
	unsigned long a = given[n].a == (unsigned long)-5 ? (unsigned long)words : given[n].a;
	errno = 0;
	long result = syscall(SYS_prctl, option, a, given[n].b, given[n].c, given[n].d);
	if (result == -1 && errno)
		printf(" %s", strerrorname_np(errno));
	else
		printf(" %ld", result);
	fflush(stdout);
	return 0;
}

static void all(int option)
{
	printf("%d:", option);
	fflush(stdout);
	for (unsigned n = 0; n < sizeof given / sizeof *given; n++) {
		memset(words, 0x11, sizeof words);
		pid_t pid = fork();
		if (!pid) {
			try_option(option, n);
			_exit(0);
		}
		int status = wait_status(pid);
		if (status)
			printf(" killed");
		fflush(stdout);
	}
	printf("\n");
}

int main(int argc, char **argv)
{
	for (int option = -2; option <= 82; option++)
		if (!dangerous(option) && option != PR_SET_MM && option != 57 && option != 58) /* CAP_SYS_RESOURCE: root may lack it */
			all(option);
	if (getuid() == 0) {
		CHECK(setresuid(65534, 65534, 65534) == 0);
		printf("without privilege\n");
		for (int option = 0; option <= 82; option++)
			if (!dangerous(option))
				all(option);
	}
	return 0;
}
