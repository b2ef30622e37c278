// atexit(3), on_exit(3): last registered first, in one list; on_exit is told the status; those registered meanwhile run too.
#include "behaviour.h"

static void third(void) { printf("registered meanwhile\n"); }
static void first(void)
{
	printf("first\n");
	SHOW(atexit(third));
}
static void told(int status, void *a) { printf("told %d and %s\n", status, (char *)a); }
static void twice(void) { printf("twice\n"); }
static int by_exit(void)
{
	atexit(first);
	on_exit(told, "one");
	atexit(twice);
	atexit(twice);
	on_exit(told, "two");
	exit(300 + 3);
}
static int by_underscore(void)
{
	atexit(first);
	fflush(stdout);
	_exit(4);
}
static void ends(void)
{
	printf("ends with another status\n");
	exit(9);
}
static int exit_in_handler(void)
{
	atexit(first);
	atexit(ends);
	exit(1);
}

int main(void)
{
	show_status(wait_status(child(by_exit)));
	show_status(wait_status(child(by_underscore)));
	show_status(wait_status(child(exit_in_handler)));
	return 0;
}
