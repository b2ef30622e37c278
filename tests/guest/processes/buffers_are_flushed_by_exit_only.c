// exit(3), _exit(2): what stdio holds is written by exit and lost by _exit and by a signal; after fork both have a copy.
#include "behaviour.h"

static int out[2];
static void run(int how)
{
	char text[50] = "";
	CHECK(pipe(out) == 0);
	fflush(stdout);
	FILE *f = fdopen(dup(out[1]), "w");
	fprintf(f, "held.");
	pid_t p = fork();
	if (!p) {
		fprintf(f, "child.");
		if (how == 0)
			exit(0);
		if (how == 1)
			_exit(0);
		if (how == 2)
			raise(SIGKILL);
		fclose(f);
		_exit(0);
	}
	int status = wait_status(p);
	fclose(f);
	close(out[1]);
	CHECK(read(out[0], text, 49) > 0);
	close(out[0]);
	printf("%d: %s ", how, text);
	show_status(status);
}

int main(void)
{
	for (int how = 0; how < 4; how++)
		run(how);
	return 0;
}
