// needs: x86-64
/* PR_SET_MDWE: from then on no mapping is writable and executable, and none becomes executable; children and exec keep it, unless told
 * otherwise; it cannot be taken back. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/prctl.h>

#define SET_MDWE 65
#define GET_MDWE 66

static void *map(int prot) { return mmap(NULL, 4096, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }
#define MAPS(prot) printf("mmap %s: %s\n", #prot, map(prot) == MAP_FAILED ? strerrorname_np(errno) : "done")

static int deny(int bits)
{
	void *code = map(PROT_READ | PROT_EXEC), *data = map(PROT_READ | PROT_WRITE), *nothing = map(PROT_NONE);
	SHOW(prctl(SET_MDWE, bits, 0, 0, 0));
	SHOW(prctl(GET_MDWE, 0, 0, 0, 0));
	MAPS(PROT_READ | PROT_WRITE);
	MAPS(PROT_READ | PROT_EXEC);
	MAPS(PROT_WRITE | PROT_EXEC);
	MAPS(PROT_READ | PROT_WRITE | PROT_EXEC);
	SHOW(mprotect(code, 4096, PROT_READ | PROT_EXEC));
	SHOW(mprotect(code, 4096, PROT_READ | PROT_WRITE | PROT_EXEC));
	SHOW(mprotect(data, 4096, PROT_READ | PROT_EXEC));
	SHOW(mprotect(nothing, 4096, PROT_EXEC));
	SHOW(mprotect(data, 4096, PROT_READ));
	SHOW(mprotect(code, 4096, PROT_READ));
	SHOW(mprotect(code, 4096, PROT_READ | PROT_EXEC));
	SHOW(prctl(SET_MDWE, 0, 0, 0, 0));
	SHOW(prctl(SET_MDWE, bits ^ 2, 0, 0, 0));
	SHOW(prctl(SET_MDWE, bits, 0, 0, 0));
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		SHOW(prctl(GET_MDWE, 0, 0, 0, 0));
		MAPS(PROT_WRITE | PROT_EXEC);
		fflush(stdout);
		_exit(0);
	}
	return wait_status(pid);
}

static int refuse(void) { return deny(1); }
static int not_inherited(void) { return deny(3); }

int main(int argc, char **argv)
{
	if (argc > 1) {
		SHOW(prctl(GET_MDWE, 0, 0, 0, 0));
		return 0;
	}
	show_status(wait_status(child(refuse)));
	show_status(wait_status(child(not_inherited)));
	SHOW(prctl(SET_MDWE, 2, 0, 0, 0));
	SHOW(prctl(SET_MDWE, 4, 0, 0, 0));
	SHOW(prctl(SET_MDWE, 1, 1, 0, 0));
	SHOW(prctl(SET_MDWE, 1, 0, 0, 0));
	fflush(stdout);
	execl("/proc/self/exe", "again", "again", NULL);
	return 1;
}
