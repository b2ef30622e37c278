/* symlink(7), path_resolution(7): which calls follow, loops, trailing slashes. */
#include "behaviour.h"

int main(void)
{
	struct stat s;
	char b[100];
	mkdir("folder", 0755);
	close(open("folder/file", O_CREAT | O_WRONLY, 0644));
	symlink("folder", "to_folder");
	symlink("folder/file", "to_file");
	symlink("loop2", "loop1");
	symlink("loop1", "loop2");
	symlink("created", "dangling");
	symlink("to_folder/", "slash");
	symlink("../folder/file", "folder/up");
	SHOW(stat("to_folder/file", &s));
	SHOW(stat("folder/up", &s));
	SHOW(stat("to_file/", &s));
	SHOW(stat("loop1", &s));
	SHOW(stat("loop1/x", &s));
	SHOW(lstat("loop1", &s));
	SHOW(lstat("loop1/", &s));
	SHOW(lstat("to_folder", &s));
	printf("%d\n", S_ISLNK(s.st_mode));
	SHOW(lstat("to_folder/", &s));
	printf("%d\n", S_ISDIR(s.st_mode));
	SHOW(stat("slash/file", &s));
	SHOW(open("to_file", O_RDONLY | O_NOFOLLOW));
	SHOW(open("to_folder", O_RDONLY | O_NOFOLLOW | O_DIRECTORY));
	SHOW(open("to_folder/", O_RDONLY | O_NOFOLLOW) > 0);
	SHOW(open("dangling", O_RDONLY));
	SHOW(open("dangling", O_CREAT | O_EXCL | O_WRONLY, 0644));
	SHOW(open("dangling", O_CREAT | O_WRONLY, 0644) > 0);
	SHOW(stat("created", &s));
	SHOW(readlink("to_file", b, sizeof b));
	SHOW(readlink("to_file", b, 3));
	printf("%.3s\n", b);
	SHOW(readlink("to_file", b, 0));
	SHOW(readlink("folder", b, 10));
	SHOW(readlink("missing", b, 10));
	SHOW(readlink("", b, 10));
	SHOW(readlink("to_folder/", b, 10));
	int path = open("to_file", O_PATH | O_NOFOLLOW);
	SHOW(readlinkat(path, "", b, 100));
	SHOW(readlinkat(AT_FDCWD, "", b, 100));
	SHOW(readlinkat(open("folder", O_PATH), "", b, 100));
	SHOW(readlinkat(open("folder", O_RDONLY), "", b, 100));
	SHOW(fstat(path, &s));
	printf("%o %ld\n", s.st_mode, (long)s.st_size);
	SHOW(linkat(AT_FDCWD, "to_file", AT_FDCWD, "hard_link_to_link", 0));
	SHOW(linkat(AT_FDCWD, "to_file", AT_FDCWD, "hard_link_to_file", AT_SYMLINK_FOLLOW));
	SHOW(lstat("hard_link_to_link", &s));
	printf("%d\n", S_ISLNK(s.st_mode));
	char name[20] = "file0";
	CHECK(symlink("folder", name) == 0);
	for (int i = 1; i <= 40; i++) {
		char next[20];
		sprintf(next, "file%d", i);
		CHECK(symlink(name, next) == 0);
		strcpy(name, next);
	}
	SHOW(stat("file39", &s));
	SHOW(stat("file40", &s));
	return 0;
}
