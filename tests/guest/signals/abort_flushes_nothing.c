// abort(3) does not flush the streams nor run what atexit(3) was given; with a handler that returns the action is the default again.
#include "behaviour.h"

static void at_end(void) { (void)!write(1, "at the end\n", 11); }
static void handler(int s) { (void)s; (void)!write(1, "handler\n", 8); }

static int plain(void)
{
	atexit(at_end);
	setvbuf(stdout, NULL, _IOFBF, 4096);
	printf("never seen\n");
	abort();
}

static int handled(void)
{
	struct sigaction action = {.sa_handler = handler};
	sigaction(SIGABRT, &action, NULL);
	return plain();
}

int main(void)
{
	show_status(wait_status(child(plain)));
	show_status(wait_status(child(handled)));
	return 0;
}
