/* O_APPEND: the kernel finds the end and writes there in one step. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG "/tmp/mistakes-log"

static void say(const char *line)
{
	int fd = open(LOG, O_WRONLY | O_APPEND);
	write(fd, line, 4);
	_exit(0);
}

int main(void)
{
	struct stat st;
	close(open(LOG, O_CREAT | O_WRONLY | O_TRUNC, 0600));
	if (fork() == 0)
		say("one\n");
	if (fork() == 0)
		say("two\n");
	while (wait(NULL) > 0)
		;
	stat(LOG, &st);
	return st.st_size != 8;
}
