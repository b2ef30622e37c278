// quick_exit(3), at_quick_exit(3): its handlers only, in reverse, and nothing is flushed.
#include "behaviour.h"

static void quick(void) { write(1, "quick\n", 6); }
static void quicker(void) { write(1, "quicker\n", 8); }
static void normal(void) { write(1, "normal\n", 7); }
static int by_quick_exit(void)
{
	SHOW(at_quick_exit(quick));
	SHOW(at_quick_exit(quicker));
	SHOW(atexit(normal));
	fflush(stdout);
	printf("never written");
	quick_exit(6);
}
static int by_exit(void)
{
	at_quick_exit(quick);
	atexit(normal);
	exit(7);
}

int main(void)
{
	show_status(wait_status(child(by_quick_exit)));
	show_status(wait_status(child(by_exit)));
	return 0;
}
