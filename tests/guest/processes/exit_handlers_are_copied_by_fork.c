// atexit(3): a child of fork has copies of its parent's registrations; a program executed has none.
#include "behaviour.h"

static void of_parent(void) { printf("of the parent\n"); }
static void of_child(void) { printf("of the child\n"); }

int main(int argc, char **argv)
{
	if (argc > 1) {
		printf("executed %s\n", argv[1]);
		return 2;
	}
	atexit(of_parent);
	fflush(stdout);
	pid_t p = fork();
	if (!p) {
		atexit(of_child);
		exit(3);
	}
	show_status(wait_status(p));
	fflush(stdout);
	p = fork();
	if (!p) {
		execl("/proc/self/exe", "self", "again", NULL);
		_exit(98);
	}
	show_status(wait_status(p));
	return 0;
}
