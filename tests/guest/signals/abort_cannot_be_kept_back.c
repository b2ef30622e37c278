// abort(3): blocked, ignored or with a handler that returns, the process dies of SIGABRT; not when the handler jumps.
#include "behaviour.h"
#include <setjmp.h>

static sigjmp_buf place;
static void returns(int s) { printf("handler %d\n", s); }
static void jumps(int s) { (void)s; siglongjmp(place, 1); }
static int ignored(void) { signal(SIGABRT, SIG_IGN); abort(); }
static int blocked(void) { sigset_t s; sigfillset(&s); sigprocmask(SIG_BLOCK, &s, NULL); abort(); }
static int handled(void) { signal(SIGABRT, returns); setvbuf(stdout, NULL, _IONBF, 0); abort(); }
static int jumped(void) { signal(SIGABRT, jumps); if (!sigsetjmp(place, 1)) abort(); return 4; }

int main(void)
{
	show_status(wait_status(child(ignored)));
	show_status(wait_status(child(blocked)));
	show_status(wait_status(child(handled)));
	show_status(wait_status(child(jumped)));
	return 0;
}
