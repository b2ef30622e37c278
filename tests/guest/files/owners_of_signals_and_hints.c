// slow
/* fcntl(2): F_SETOWN, F_SETOWN_EX, F_GETOWNER_UIDS, F_SETSIG, F_GET_RW_HINT and F_SET_RW_HINT: values kept, refused, shared with duplicates. */
#include "behaviour.h"
#ifndef F_GETOWNER_UIDS
#define F_GETOWNER_UIDS 17
#endif

int main(void)
{
	int p[2];
	uid_t ids[2] = {7, 7};
	uint64_t hint = 9;
	struct f_owner_ex o = {F_OWNER_TID, 0};
	CHECK(pipe(p) == 0);
	SHOW(fcntl(p[0], F_GETOWN));
	SHOW(fcntl(p[0], F_GETOWNER_UIDS, ids));
	printf("%d %d\n", (int)ids[0], (int)ids[1]);
	SHOW(fcntl(p[0], F_SETOWN, getpid()));
	SHOW(fcntl(p[0], F_GETOWN) == getpid());
	SHOW(fcntl(dup(p[0]), F_GETOWN) == getpid());
	SHOW(fcntl(p[1], F_GETOWN));
	SHOW(fcntl(p[0], F_GETOWNER_UIDS, ids));
	printf("%d %d\n", ids[0] == getuid(), ids[1] == geteuid());
	SHOW(fcntl(p[0], F_SETOWN, -getpgrp()));
	SHOW(fcntl(p[0], F_GETOWN_EX, &o));
	printf("%d %d\n", o.type, o.pid == getpgrp());
	o.type = F_OWNER_TID, o.pid = getpid();
	SHOW(fcntl(p[0], F_SETOWN_EX, &o));
	SHOW(fcntl(p[0], F_GETOWN) == getpid());
	o.type = 9;
	SHOW(fcntl(p[0], F_SETOWN_EX, &o));
	o.type = F_OWNER_PID, o.pid = 0;
	SHOW(fcntl(p[0], F_SETOWN_EX, &o));
	SHOW(fcntl(p[0], F_GETOWN));
	SHOW(fcntl(p[0], F_SETOWN, 0x7ffffff0));
	SHOW(fcntl(p[0], F_SETSIG, 65));
	SHOW(fcntl(p[0], F_SETSIG, -1));
	SHOW(fcntl(p[0], F_SETSIG, SIGUSR1));
	SHOW(fcntl(p[0], F_GETSIG));
	SHOW(fcntl(p[0], F_SETSIG, 0));
	int fd = open("f", O_RDWR | O_CREAT, 0600), other = open("f", O_RDONLY);
	SHOW(fcntl(fd, F_GET_RW_HINT, &hint));
	printf("%d\n", (int)hint);
	for (hint = 0; hint < 8; hint++)
		SHOW(fcntl(fd, F_SET_RW_HINT, &hint));
	SHOW(fcntl(other, F_GET_RW_HINT, &hint));
	printf("%d\n", (int)hint);
	SHOW(fcntl(fd, F_SET_RW_HINT, NULL));
	SHOW(fcntl(fd, F_GET_RW_HINT, NULL));
	SHOW(fcntl(fd, 1037, &hint));
	SHOW(fcntl(fd, 1038, &hint));
	SHOW(fcntl(p[0], F_GET_RW_HINT, &hint));
	return 0;
}
