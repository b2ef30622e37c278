/* Two threads open files: who gets the lower number. */
#include "tiny.h"
static volatile int other;
static void work(void)
{
	other = (int)open("/dev/null", O_RDONLY, 0);
	thread_exit();
}
static int program(void)
{
	thread(0, work);
	int mine = (int)open("/dev/null", O_RDONLY, 0);
	join(0);
	return mine - other + 1;
}
