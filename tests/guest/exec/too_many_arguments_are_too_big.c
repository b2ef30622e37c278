#include "again.h"
#include <sys/resource.h>
int main(int argc, char **argv)
{
	if (again(argc, argv, "count")) {
		size_t total = 0;
		for (int i = 0; i < argc; i++)
			total += strlen(argv[i]) + 1;
		printf("%d arguments, %zu bytes\n", argc, total);
		return 0;
	}
	static char text[131073];
	memset(text, 'a', 131072);
	char *one[] = { "self", "count", text, NULL };
	SHOW(execv("/proc/self/exe", one));
	text[131071] = 0;
	try_exec("/proc/self/exe", one);
	static char *many[200000] = { "self", "count" };
	for (int i = 2; i < 16; i++)
		many[i] = text;
	try_exec("/proc/self/exe", many);
	many[16] = many[17] = text;
	SHOW(execv("/proc/self/exe", many));
	for (int i = 2; i < 190000; i++)
		many[i] = "ab";
	try_exec("/proc/self/exe", many);
	struct rlimit limit = { 1 << 20, RLIM_INFINITY };
	CHECK(setrlimit(RLIMIT_STACK, &limit) == 0);
	SHOW(execv("/proc/self/exe", many));
	memset(many + 2, 0, sizeof many - 16);
	many[2] = text;
	try_exec("/proc/self/exe", many);
}
