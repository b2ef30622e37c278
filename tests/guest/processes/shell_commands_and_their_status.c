// system(3), popen(3), pclose(3): the shell's status, 127 for what is not found, EINVAL and ECHILD.
#include "behaviour.h"

static void show(int status) { show_status(status); fflush(stdout); }

int main(void)
{
	char line[50] = "";
	SHOW(system(NULL) != 0);
	fflush(stdout);
	show(system("exit 3"));
	show(system("kill -9 $$"));
	show(system("absent-command 2> /dev/null"));
	show(system("echo written"));
	FILE *f = popen("echo one; exit 4", "r");
	CHECK(f && fgets(line, sizeof line, f));
	printf("%s", line);
	show(pclose(f));
	f = popen("read a; echo got $a; exit 5", "w");
	fprintf(f, "two\n");
	show(pclose(f));
	SHOW(popen("true", "x") == NULL);
	f = popen("true", "re");
	SHOW(fcntl(fileno(f), F_GETFD));
	SHOW(fgetc(f));
	show(pclose(f));
	signal(SIGCHLD, SIG_IGN);
	SHOW(system("exit 3"));
	SHOW(wait(NULL));
	return 0;
}
