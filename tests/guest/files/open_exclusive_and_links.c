// slow
/* open(2): "When O_CREAT and O_EXCL are specified, symbolic links are not followed"; O_NOFOLLOW, dangling links, and directories. */
#include "behaviour.h"

#define TRY(name, flags) printf("%s, %s: ", name, #flags), show(open(name, flags, 0644))
static void show(int fd)
{
	printf("%s\n", fd < 0 ? strerrorname_np(errno) : "opened");
	if (fd >= 0)
		close(fd);
}

int main(void)
{
	mkdir("d", 0755);
	close(creat("f", 0644));
	symlink("f", "tof"), symlink("new", "dangling"), symlink("d", "tod"), symlink("self", "self"), symlink("d/", "slash"), symlink("none/x", "deep");
	TRY("tof", O_RDWR | O_CREAT | O_EXCL);
	TRY("dangling", O_RDWR | O_CREAT | O_EXCL);
	TRY("dangling", O_RDWR);
	TRY("dangling", O_RDWR | O_NOFOLLOW);
	TRY("dangling", O_RDWR | O_CREAT | O_NOFOLLOW);
	TRY("dangling", O_RDWR | O_CREAT);
	TRY("new", O_RDONLY);
	TRY("deep", O_RDWR | O_CREAT);
	TRY("tof", O_RDONLY | O_NOFOLLOW);
	TRY("tof", O_RDONLY | O_NOFOLLOW | O_CREAT | O_EXCL);
	TRY("tod", O_RDONLY | O_NOFOLLOW);
	TRY("tod", O_RDONLY | O_NOFOLLOW | O_DIRECTORY);
	TRY("tod/", O_RDONLY | O_NOFOLLOW);
	TRY("slash", O_RDONLY | O_NOFOLLOW);
	TRY("self", O_RDONLY);
	TRY("self", O_RDONLY | O_NOFOLLOW);
	TRY("self", O_RDONLY | O_CREAT | O_EXCL);
	TRY("self", O_PATH);
	TRY("self", O_PATH | O_NOFOLLOW);
	TRY("self", O_PATH | O_NOFOLLOW | O_DIRECTORY);
	TRY("d", O_RDONLY | O_CREAT);
	TRY("d", O_RDONLY | O_CREAT | O_EXCL);
	TRY("d", O_WRONLY);
	TRY("d", O_RDONLY | O_TRUNC);
	TRY("d", O_RDONLY | O_APPEND);
	TRY("tod", O_RDONLY | O_CREAT);
	TRY("newdir", O_RDONLY | O_CREAT | O_DIRECTORY);
	TRY("f", O_RDONLY | O_CREAT | O_DIRECTORY);
	TRY("d", O_RDONLY | O_CREAT | O_DIRECTORY);
	TRY("f", O_RDONLY | O_DIRECTORY);
	TRY("f/", O_RDONLY);
	TRY("f/.", O_RDONLY);
	TRY("none/", O_RDONLY | O_CREAT);
	TRY("d/", O_RDONLY | O_CREAT);
	TRY("d/..", O_RDONLY | O_CREAT);
	TRY("f", O_RDONLY | O_TRUNC);
	TRY("f", O_ACCMODE);
	TRY("f", O_ACCMODE | O_TRUNC);
	TRY("d", O_ACCMODE);
	return 0;
}
