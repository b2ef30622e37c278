/* SIGCHLD is ignored so that nobody has to wait for children; then system(3) cannot: its child is gone before it asks. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

int main(void)
{
	signal(SIGCHLD, SIG_IGN);
	int status = system("exit 3");
	return !(WIFEXITED(status) && WEXITSTATUS(status) == 3);
}
