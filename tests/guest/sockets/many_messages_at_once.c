// slow
/* sendmmsg(2), recvmmsg(2): how many came through, the timeout, MSG_WAITFORONE, an error in the middle. */
#include "behaviour.h"
#include <sys/socket.h>
#include <time.h>

int main(void)
{
	int s[2];
	char t[6][10];
	struct iovec v[6];
	struct mmsghdr m[6] = {0};
	for (int i = 0; i < 6; i++)
		v[i] = (struct iovec){t[i], 5}, m[i].msg_hdr.msg_iov = &v[i], m[i].msg_hdr.msg_iovlen = 1, memset(t[i], 'a' + i, 10);
	CHECK(socketpair(AF_UNIX, SOCK_DGRAM, 0, s) == 0);
	SHOW(sendmmsg(s[0], m, 4, 0));
	printf("%u %u\n", m[0].msg_len, m[3].msg_len);
	SHOW(recvmmsg(s[1], m, 2, 0, NULL));
	SHOW(recvmmsg(s[1], m, 6, MSG_DONTWAIT, NULL));
	SHOW(recvmmsg(s[1], m, 6, MSG_DONTWAIT, NULL));
	v[2].iov_base = (void *)1;
	SHOW(sendmmsg(s[0], m, 6, 0));
	v[2].iov_base = t[2];
	SHOW(recvmmsg(s[1], m, 6, MSG_WAITFORONE, NULL));
	SHOW(sendmmsg(s[0], m, 0, 0));
	SHOW(recvmmsg(s[1], m, 0, 0, NULL));
	SHOW(sendmmsg(s[0], m, 1, 0));
	struct timespec w = {0, 30000000}, bad = {0, 2000000000};
	SHOW(recvmmsg(s[1], m, 1, 0, &w));
	SHOW(recvmmsg(s[1], m, 1, 0, &bad));
	SHOW(recvmmsg(s[1], m, 1, MSG_DONTWAIT, (void *)1));
	SHOW(sendmmsg(s[0], (void *)1, 1, 0));
	SHOW(sendmmsg(0, m, 1, 0));
	close(s[1]);
	SHOW(sendmmsg(s[0], m, 2, 0));
	return 0;
}
