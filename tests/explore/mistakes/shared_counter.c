/* Two processes count in memory that they share, and nothing makes one of them wait for the other. */
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int *count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 2; i++)
		if (fork() == 0) {
			*count += 1;
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
	return *count > 2;
}
