/* SIGCHLD has its default meaning while system(3) is called. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

int main(void)
{
	signal(SIGCHLD, SIG_DFL);
	int status = system("exit 3");
	return !(WIFEXITED(status) && WEXITSTATUS(status) == 3);
}
