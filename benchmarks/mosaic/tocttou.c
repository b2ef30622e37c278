/* A mailer looks whether the file is plain, then opens it; P - 1 others make it a link meanwhile (MOSAIC's tocttou). */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	struct stat now, secret;
	close(open("/tmp/secret", O_CREAT | O_WRONLY, 0600));
	close(open("/tmp/mail", O_CREAT | O_WRONLY, 0600));
	for (int i = 0; i < P - 1; i++)
		if (fork() == 0) {
			unlink("/tmp/mail");
			symlink("/tmp/secret", "/tmp/mail");
			_exit(0);
		}
	if (lstat("/tmp/mail", &now) == 0 && S_ISREG(now.st_mode)) {
		int fd = open("/tmp/mail", O_WRONLY);
		if (fd >= 0)
			write(fd, "mail", 4);
	}
	while (wait(NULL) > 0)
		;
	stat("/tmp/secret", &secret);
	return secret.st_size != 0;
}
