// slow
/* ENAMETOOLONG: a name has at most 255 bytes and a path 4,095, whatever the call. */
#include "behaviour.h"

int main(void)
{
	static char name[300], longer[300], path[4097], text[10];
	struct stat s;
	memset(name, 'n', 255), memset(longer, 'm', 256);
	SHOW(mkdir(name, 0755));
	SHOW(mkdir(longer, 0755));
	SHOW(rmdir(name));
	SHOW(rmdir(longer));
	SHOW(close(creat(name, 0644)));
	SHOW(creat(longer, 0644));
	SHOW(stat(longer, &s));
	SHOW(link(name, longer));
	SHOW(rename(name, longer));
	SHOW(rename(longer, name));
	SHOW(symlink("x", longer));
	SHOW(readlink(longer, text, 10));
	SHOW(unlink(longer));
	SHOW(unlink(name));
	for (int i = 0; i < 4095; i += 2)
		path[i] = '.', path[i + 1] = '/';
	path[4095] = 0, path[4094] = '.';
	printf("%zu bytes\n", strlen(path));
	SHOW(stat(path, &s));
	SHOW(chdir(path));
	path[4095] = '/', path[4096] = 0;
	printf("%zu bytes\n", strlen(path));
	SHOW(stat(path, &s));
	SHOW(chdir(path));
	SHOW(mkdir(path, 0755));
	return 0;
}
