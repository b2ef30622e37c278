/* 100,000 system calls that do nothing. */
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
	for (int i = 0; i < 100000; i++)
		syscall(SYS_getpid);
	return 0;
}
