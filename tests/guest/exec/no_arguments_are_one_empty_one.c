#include "again.h"
int main(int argc, char **argv)
{
	if (argc == 1 && argv[0][0] == 0) {
		printf("argc %d, [%s] %d %d\n", argc, argv[0], argv[1] == NULL, environ[0] == NULL);
		return 5;
	}
	fflush(stdout);
	pid_t c = fork();
	if (!c) {
		execve("/proc/self/exe", NULL, NULL);
		_exit(98);
	}
	show_status(wait_status(c));
}
