/* 10,000 times: a signal to itself, its handler, and back through sigreturn. */
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>
static volatile int taken;
static void handler(int number)
{
	(void)number;
	taken++;
}
int main(void)
{
	pid_t self = getpid();
	signal(SIGUSR1, handler);
	for (int i = 0; i < 10000; i++)
		kill(self, SIGUSR1);
	return taken != 10000;
}
