// slow
/* path_resolution(7): "the maximum number of symbolic links followed" is 40, over the whole path and not for each name. */
#include "behaviour.h"

int main(void)
{
	char name[20], target[20], path[300] = "";
	struct stat s;
	CHECK(mkdir("d", 0755) == 0 && symlink("d", "l1") == 0);
	for (int i = 2; i <= 42; i++) {
		sprintf(name, "l%d", i), sprintf(target, "l%d", i - 1);
		CHECK(symlink(target, name) == 0);
	}
	SHOW(stat("l40", &s));
	SHOW(stat("l41", &s));
	SHOW(lstat("l41", &s));
	SHOW(lstat("l41/", &s));
	SHOW(chdir("l40"));
	CHECK(chdir("..") == 0 && symlink(".", "d/here") == 0);
	strcpy(path, "d");
	for (int i = 0; i < 40; i++)
		strcat(path, "/here");
	SHOW(stat(path, &s));
	strcat(path, "/here");
	SHOW(stat(path, &s));
	SHOW(lstat(path, &s));
	return 0;
}
