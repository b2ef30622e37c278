// setenv(3), putenv(3), unsetenv(3), clearenv(3): kept by fork, each process its own; EINVAL for bad names.
#include "behaviour.h"

extern char **environ;
static char put[] = "PUT=1";
static int change(void)
{
	printf("child: %s %s\n", getenv("A"), getenv("PUT"));
	setenv("A", "of the child", 1);
	unsetenv("PUT");
	return 0;
}

int main(void)
{
	SHOW(clearenv());
	SHOW(environ == NULL);
	SHOW(setenv("A", "1", 0));
	SHOW(setenv("A", "2", 0));
	printf("%s\n", getenv("A"));
	SHOW(setenv("A", "3", 1));
	SHOW(putenv(put));
	put[4] = '7'; /* putenv(3): the string itself becomes part of the environment */
	printf("%s %s\n", getenv("A"), getenv("PUT"));
	show_status(wait_status(child(change)));
	printf("%s %s\n", getenv("A"), getenv("PUT"));
	SHOW(setenv("", "x", 1));
	SHOW(setenv("A=B", "x", 1));
	SHOW(unsetenv("A=B"));
	SHOW(unsetenv("absent"));
	SHOW(putenv("PUT"));
	for (char **e = environ; *e; e++)
		printf("%s\n", *e);
	return 0;
}
