// slow
// needs: root
/* path_resolution(7): slashes, dots, search permission on the way, links counted up to 40, names of 255 and paths of 4095 bytes. */
#include "behaviour.h"

static int as_user(void)
{
	CHECK(setresuid(1000, 1000, 1000) == 0);
	SHOW(access("closed/f", F_OK));
	SHOW(access("closed/../f", F_OK));
	SHOW(access("closed/none", F_OK));
	SHOW(access("closed", F_OK));
	SHOW(access("closed/.", F_OK));
	SHOW(access("closed/", F_OK));
	SHOW(open("closed", O_RDONLY));
	SHOW(open("search/f", O_RDONLY) > 0);
	SHOW(open("search", O_RDONLY));
	SHOW(open("list", O_RDONLY) > 0);
	SHOW(open("list/f", O_RDONLY));
	SHOW(chdir("closed"));
	SHOW(chdir("list"));
	SHOW(chdir("search"));
	SHOW(access("f", R_OK));
	SHOW(open(".", O_RDONLY));
	return 0;
}

int main(void)
{
	char name[5000], *end;
	umask(0);
	close(creat("f", 0644));
	for (char **d = (char *[]){"closed", "search", "list", NULL}; *d; d++) {
		mkdir(*d, 0755);
		snprintf(name, sizeof name, "%s/f", *d), close(creat(name, 0644));
	}
	chmod("closed", 0600), chmod("search", 0711), chmod("list", 0744);
	wait_status(child(as_user));
	for (char **p = (char *[]){"//f", "./f", "././/./f", "f/", "f/.", "f/..", "search/..//f", "search/../../x", "/", "//", "/..", "/../../.", "", "search//", "./", "..", NULL}; *p; p++) {
		struct stat s;
		errno = 0;
		int r = stat(*p, &s);
		printf("%s: %s\n", *p, r ? strerrorname_np(errno) : S_ISDIR(s.st_mode) ? "directory" : "file");
	}
	symlink("f", "l0");
	for (int i = 1; i <= 41; i++) {
		char from[10];
		snprintf(name, sizeof name, "l%d", i), snprintf(from, sizeof from, "l%d", i - 1), symlink(from, name);
	}
	SHOW(access("l39", F_OK));
	SHOW(access("l40", F_OK));
	SHOW(access("l41", F_OK));
	memset(name, 'n', 256), name[256] = 0;
	SHOW(creat(name, 0600));
	SHOW(access(name, F_OK));
	name[255] = 0;
	SHOW(creat(name, 0600) > 0);
	SHOW(unlink(name));
	for (end = name; end < name + 4094; end += 2)
		memcpy(end, "./", 2);
	strcpy(end, "f");
	printf("%zu\n", strlen(name));
	SHOW(access(name, F_OK));
	strcpy(end, "/f");
	SHOW(access(name, F_OK));
	SHOW(symlink(name, "toolong"));
	name[4095] = 0;
	SHOW(symlink(name, "long"));
	SHOW(readlink("long", name, sizeof name));
	SHOW(symlink("", "empty"));
	return 0;
}
