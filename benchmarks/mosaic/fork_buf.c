/* N forks in a row with a buffered line after each: the buffer is copied with its process (MOSAIC's fork-buf). */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	static char buffer[1 << 16];
	setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
	for (int i = 0; i < N; i++)
		printf("%d\n", fork() != 0);
	while (wait(NULL) > 0)
		;
	return 0;
}
