/* A file is written anew and renamed over the old one, unsynced: after a loss of power it may be empty. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void store(const char *name, const char *text, int synced)
{
	int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (file < 0 || write(file, text, strlen(text)) < 0 || (synced && fsync(file)))
		_exit(3);
	close(file);
}

int main(int count, char **arguments)
{
	char text[8] = "";

	(void)arguments;
	if (count > 1) { /* after the loss of power: is it all there? */
		int file = open("settings", O_RDONLY);
		if (file < 0)
			return 0; /* it has not been made yet */
		return read(file, text, sizeof text) != 4;
	}
	store("settings.new", "old\n", 1);
	if (rename("settings.new", "settings"))
		return 3;
	sync();
	store("settings.new", "new\n", 0);
	return rename("settings.new", "settings");
}
