/* /proc/tty: drivers, line disciplines, and two directories for what drivers and disciplines have to say. */
#include "behaviour.h"

static void show_lines(const char *path, const char *const *wanted)
{
	char line[256];
	FILE *f = fopen(path, "r");
	CHECK(f);
	while (fgets(line, sizeof line, f))
		for (int i = 0; wanted[i]; i++)
			if (strncmp(line, wanted[i], strlen(wanted[i])) == 0)
				printf("%s", line);
	fclose(f);
}

int main(void)
{
	struct stat s;
	const char *paths[] = {"/proc/tty", "/proc/tty/driver", "/proc/tty/drivers", "/proc/tty/ldisc", "/proc/tty/ldiscs"};
	for (int i = 0; i < 5; i++) {
		CHECK(stat(paths[i], &s) == 0);
		printf("%s %o\n", paths[i], s.st_mode);
	}
	show_lines("/proc/tty/drivers", (const char *[]){"/dev/tty ", "/dev/console ", "/dev/ptmx ", "pty_slave ", "pty_master ", NULL});
	show_lines("/proc/tty/ldiscs", (const char *[]){"n_tty ", NULL});
	SHOW(open("/proc/tty/drivers", O_WRONLY | O_TRUNC) >= 0);
	SHOW(open("/proc/tty/none", O_RDONLY));
	return 0;
}
