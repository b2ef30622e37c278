// needs: root
#include "behaviour.h"

int main(void)
{
	char name[100] = "";
	SHOW(sethostname(name, 65));
	SHOW(sethostname(name, -1));
	SHOW(sethostname((char *)1, 5));
	CHECK(setresuid(1000, 1000, 1000) == 0 || geteuid());
	SHOW(sethostname("other", 5));
	SHOW(setdomainname("other", 5));
}
