/* Prints the tree below the current directory on one line: NAME=CONTENTS for files, NAME/ for directories, NAME@TARGET for links,
 * sorted by name; a mode other than 0644 (0755 for directories) before the "=".  Runs of more than 8 equal bytes are BYTE*COUNT,
 * a zero byte is written "0".  Files of several names have the number of them behind a "#". */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void contents(const char *name)
{
	static unsigned char data[1 << 20];
	int fd = open(name, O_RDONLY), separate = 0;
	long n = read(fd, data, sizeof data);
	close(fd);
	for (long i = 0, j; i < n; i = j) {
		for (j = i; j < n && data[j] == data[i]; j++)
			;
		int byte = data[i] ? data[i] : '0';
		if (j - i > 8) {
			printf("%s%c*%ld", i ? "," : "", byte, j - i);
			separate = 1;
			continue;
		}
		if (separate)
			printf(",");
		separate = 0;
		for (long k = i; k < j; k++)
			putchar(byte);
	}
}

static void folder(const char *path)
{
	struct dirent **list;
	int n = scandir(path, &list, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		char name[600], target[256] = "";
		struct stat st;
		if (!strcmp(list[i]->d_name, ".") || !strcmp(list[i]->d_name, ".."))
			continue;
		snprintf(name, sizeof name, "%s%s%s", strcmp(path, ".") ? path : "", strcmp(path, ".") ? "/" : "", list[i]->d_name);
		lstat(name, &st);
		int usual = S_ISDIR(st.st_mode) ? 0755 : S_ISLNK(st.st_mode) ? 0777 : 0644;
		printf(" %s", name);
		if ((st.st_mode & 07777) != usual)
			printf("(%o)", st.st_mode & 07777);
		if (S_ISDIR(st.st_mode)) {
			printf("/");
			folder(name);
		} else if (S_ISLNK(st.st_mode)) {
			readlink(name, target, sizeof target - 1);
			printf("@%s", target);
		} else {
			printf("=");
			contents(name);
			if (st.st_nlink > 1)
				printf("#%ld", (long)st.st_nlink);
		}
	}
}

int main(void)
{
	folder(".");
	return 0;
}
