// needs: root
#include "behaviour.h"
#include <sys/fsuid.h>

int main(void)
{
	close(open("secret", O_CREAT | O_WRONLY, 0600));
	SHOW(open("secret", O_RDONLY) >= 0);
	setfsuid(1000);
	SHOW(open("secret", O_RDONLY));
	setfsuid(0);
	SHOW(open("secret", O_RDONLY) >= 0);
}
