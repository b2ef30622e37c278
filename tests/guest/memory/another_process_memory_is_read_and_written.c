#include "faults.h"
#include <sys/uio.h>
int main(void)
{
	char *p = anonymous(3 * PAGE);
	strcpy(p, "parent");
	int to[2], from[2];
	make_pipe(to);
	make_pipe(from);
	pid_t c = fork();
	if (!c) {
		strcpy(p, "child memory");
		munmap(p + PAGE, PAGE);
		tell(to);
		await(from);
		printf("child sees: %s\n", p);
		fflush(stdout);
		_exit(0);
	}
	await(to);
	char text[32] = "", more[PAGE * 2];
	struct iovec local[2] = { { text, 5 }, { text + 10, 7 } }, remote[1] = { { p, 12 } };
	SHOW(process_vm_readv(c, local, 2, remote, 1, 0));
	printf("%.5s|%.7s\n", text, text + 10);
	struct iovec big = { more, 2 * PAGE }, partly = { p + PAGE - 100, 200 };
	SHOW(process_vm_readv(c, &big, 1, &partly, 1, 0));
	partly.iov_base = p + PAGE;
	SHOW(process_vm_readv(c, &big, 1, &partly, 1, 0));
	struct iovec out = { "written!", 9 };
	SHOW(process_vm_writev(c, &out, 1, remote, 1, 0));
	SHOW(process_vm_readv(c, local, 2, remote, 1, 1));
	SHOW(process_vm_readv(99999999, local, 2, remote, 1, 0));
	SHOW(process_vm_readv(c, local, 2000, remote, 1, 0));
	SHOW(process_vm_readv(c, local, 0, remote, 1, 0));
	tell(from);
	show_status(wait_status(c));
	printf("%s\n", p);
}
