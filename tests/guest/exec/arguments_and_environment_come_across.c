// execve(2): every string of both lists, empty ones and long ones too, in order; the environment may be empty or odd.
#include "again.h"

static void run(char **arguments, char **environment)
{
	fflush(stdout);
	pid_t p = fork();
	if (!p) {
		execve("/proc/self/exe", arguments, environment);
		_exit(98);
	}
	show_status(wait_status(p));
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		printf("%d arguments, name \"%s\"\n", argc, argv[0]);
		for (int i = 1; i < argc; i++)
			printf("%zu \"%.20s\"\n", strlen(argv[i]), argv[i]);
		printf("ends %d\n", argv[argc] == NULL);
		for (char **e = environ; *e; e++)
			printf("[%.20s] %zu\n", *e, strlen(*e));
		printf("twice %s\n", getenv("TWICE") ?: "absent");
		return 0;
	}
	static char large[100001];
	memset(large, 'l', 100000);
	run((char *[]){"", "", "a b", "", "\x01\xff", NULL}, (char *[]){NULL});
	run((char *[]){"name/with/slashes", large, "last", NULL}, (char *[]){"TWICE=1", "TWICE=2", "=odd", "no sign", "", large, NULL});
	char *many[1002];
	for (int i = 0; i < 1000; i++)
		many[i] = "m";
	many[1000] = "end", many[1001] = NULL;
	run((char *[]){"few", "x", NULL}, NULL);
	many[20] = NULL;
	run(many, many);
	return 0;
}
