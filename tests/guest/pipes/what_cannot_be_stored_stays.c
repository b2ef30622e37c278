// slow
/* read(2), EFAULT: of a pipe or a stream socket each page or message is stored whole or stays for the next call; a packet or a datagram that
 * cannot be stored is lost.  An empty one is not asked for room at all. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define P 4096

static char *end; /* of the memory that is there */
static char buffer[3 * P];

static void pages_of_a_pipe(void)
{
	int p[2];
	CHECK(pipe2(p, O_NONBLOCK) == 0);
	SHOW(read(p[0], (void *)1, 5));
	CHECK(write(p[1], buffer, 5000) == 5000);
	SHOW(read(p[0], end - P, 2 * P));
	SHOW(read(p[0], buffer, 2 * P));
	CHECK(write(p[1], buffer, 5000) == 5000);
	SHOW(read(p[0], end - P + 1, 2 * P));
	SHOW(read(p[0], end - 3996, 3996));
	struct iovec two[2] = {{end - 10, 10}, {end, 10}};
	SHOW(readv(p[0], two, 2));
	SHOW(read(p[0], buffer, 2 * P));
	CHECK(write(p[1], buffer, 8) == 8);
	SHOW(readv(p[0], two, 2));
	close(p[1]);
	SHOW(read(p[0], (void *)1, 5));
}

static void messages(int type)
{
	int s[2];
	struct iovec two[2] = {{end - 5, 5}, {end, 4}};
	struct msghdr header = {.msg_iov = two, .msg_iovlen = 2};
	CHECK(socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, s) == 0);
	SHOW(read(s[1], (void *)1, 5));
	SHOW(write(s[0], "abc", 3));
	SHOW(write(s[0], "defghi", 6));
	SHOW(write(s[0], "j", 1));
	SHOW(read(s[1], end - 4, 9));
	SHOW(recv(s[1], end - 4, 9, 0));
	SHOW(recvmsg(s[1], &header, 0));
	SHOW(read(s[1], buffer, 99));
}

int main(void)
{
	end = mmap(NULL, 2 * P, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) + P;
	CHECK(munmap(end, P) == 0);
	pages_of_a_pipe();
	messages(SOCK_STREAM);
	messages(SOCK_SEQPACKET);
	int p[2];
	CHECK(pipe2(p, O_NONBLOCK | O_DIRECT) == 0);
	CHECK(write(p[1], "abc", 3) == 3 && write(p[1], "defgh", 5) == 5);
	SHOW(read(p[0], end - 4, 9));
	SHOW(read(p[0], end - 4, 9));
	SHOW(read(p[0], buffer, 9));
	return 0;
}
