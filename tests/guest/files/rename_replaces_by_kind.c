// slow
// needs: root
/* rename(2): "If newpath already exists, it will be atomically replaced"; what may replace what, and what becomes of the counts. */
#include "behaviour.h"

static void make(const char *kind, const char *name)
{
	if (*kind == 'f')
		close(creat(name, 0644));
	else if (*kind == 'd')
		mkdir(name, 0755);
	else if (*kind == 'F')
		mkdir(name, 0755), close(creat(strcat(strcpy((char[40]){0}, name), "/x"), 0644));
	else if (*kind == 'l')
		symlink("nowhere", name);
	else if (*kind == 'p')
		mkfifo(name, 0644);
	else if (*kind == 'c')
		mknod(name, S_IFCHR | 0644, 0x103);
}

static void clear(const char *name)
{
	unlink(strcat(strcpy((char[40]){0}, name), "/x")), unlink(name), rmdir(name);
}

int main(void)
{
	const char *kinds = "fdFlpc-";
	for (const char *a = kinds; *a != '-'; a++)
		for (const char *b = kinds; *b; b++)
			for (int flags = 0; flags < 3; flags++) {
				clear("a"), clear("b");
				make(a, "a");
				make(b, "b");
				errno = 0;
				int r = syscall(SYS_renameat2, AT_FDCWD, "a", AT_FDCWD, "b", flags);
				struct stat s = {0};
				lstat("b", &s);
				printf("%c over %c, flags %d: %d %s; b is %o with %d\n", *a, *b, flags, r, errno && r ? strerrorname_np(errno) : "",
				       s.st_mode & S_IFMT, (int)s.st_nlink);
			}
	return 0;
}
