// slow
/* mkstemp(3), mkdtemp(3), tmpfile(3), mkostemp(3): modes, names made, flags, errors; the file of tmpfile has no name. */
#include "behaviour.h"

int main(void)
{
	char a[] = "f-XXXXXX", b[] = "d-XXXXXX", bad[] = "f-XXXXX", suffix[] = "g-XXXXXX.txt", c[] = "o-XXXXXX", none[] = "none/XXXXXX";
	struct stat s;
	umask(0);
	int fd = mkstemp(a);
	fstat(fd, &s);
	printf("%o changed %d flags %x\n", s.st_mode, strcmp(a, "f-XXXXXX") != 0, fcntl(fd, F_GETFL) & ~0100000);
	SHOW(mkdtemp(b) == b ? 0 : -1);
	stat(b, &s), printf("%o\n", s.st_mode);
	SHOW(mkstemp(bad));
	SHOW(mkstemp(none));
	SHOW(mkstemps(suffix, 4) >= 0);
	printf("%s\n", suffix + 8);
	fd = mkostemp(c, O_APPEND | O_CLOEXEC);
	printf("%d %x\n", fcntl(fd, F_GETFD), fcntl(fd, F_GETFL) & ~0100000);
	FILE *f = tmpfile();
	fstat(fileno(f), &s);
	printf("%o links %d\n", s.st_mode, (int)s.st_nlink);
	SHOW(fprintf(f, "text"));
	rewind(f);
	SHOW(fgetc(f));
	return 0;
}
