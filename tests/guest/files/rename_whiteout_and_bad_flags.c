// slow
// needs: root
/* renameat2(2): RENAME_WHITEOUT leaves a character device 0:0 behind; flags that do not go together. */
#include "behaviour.h"
#ifndef RENAME_WHITEOUT
#define RENAME_WHITEOUT 4
#endif

int main(void)
{
	struct stat s;
	close(creat("a", 0644)), close(creat("b", 0644));
	SHOW(renameat2(AT_FDCWD, "a", AT_FDCWD, "b", RENAME_NOREPLACE | RENAME_EXCHANGE));
	SHOW(renameat2(AT_FDCWD, "a", AT_FDCWD, "b", RENAME_WHITEOUT | RENAME_EXCHANGE));
	SHOW(renameat2(AT_FDCWD, "a", AT_FDCWD, "b", 8));
	SHOW(renameat2(AT_FDCWD, "a", AT_FDCWD, "b", RENAME_WHITEOUT | RENAME_NOREPLACE));
	SHOW(renameat2(AT_FDCWD, "a", AT_FDCWD, "c", RENAME_WHITEOUT));
	SHOW(lstat("a", &s));
	printf("%o %x\n", s.st_mode & S_IFMT, (int)s.st_rdev);
	SHOW(unlink("a"));
	SHOW(renameat2(AT_FDCWD, "none", AT_FDCWD, "c", RENAME_NOREPLACE));
	SHOW(renameat2(AT_FDCWD, "c", AT_FDCWD, "d/", RENAME_NOREPLACE));
	SHOW(renameat2(AT_FDCWD, "b", AT_FDCWD, ".", RENAME_EXCHANGE));
	SHOW(renameat2(AT_FDCWD, "b", AT_FDCWD, ".", RENAME_NOREPLACE));
	return 0;
}
