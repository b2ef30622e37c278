// needs: x86-64
/* mincore(2) and process_vm_readv(2) look at an address before they look at how much is there: nothing at all at an address of the kernel
 * is refused where the address must be the program's own. */
#include "behaviour.h"
#include <sys/mman.h>
#include <sys/uio.h>

#define KERNEL ((void *)0xffffffff81000000ul)
#define NOT_CANONICAL ((void *)0x800000000000ul)
#define TOP ((void *)0x7ffffffff000ul)

int main(void)
{
	static unsigned char page[4096] __attribute__((aligned(4096)));
	page[0] = 1;
	unsigned char v[4];
	SHOW(mincore(0, 0, KERNEL));
	SHOW(mincore(0, 0, NOT_CANONICAL));
	SHOW(mincore(0, 0, v));
	SHOW(mincore(0, 0, NULL));
	SHOW(mincore((void *)1, 0, v));
	SHOW(mincore(0, 0, TOP));
	SHOW(mincore(page, 4096, KERNEL));
	SHOW(mincore(page, 4096, TOP));
	SHOW(mincore(page, 4096, (void *)8));
	SHOW(mincore(page, 0, KERNEL));
	SHOW(mincore(KERNEL, 0, v));
	SHOW(mincore((void *)-4096l, 4096, v));
	SHOW(mincore(0, -1, KERNEL));
	SHOW(mincore(TOP, 0, v));

	char b[8] = "abc", c[8];
	struct iovec local = {b, 4}, remote = {c, 4}, empty = {KERNEL, 0}, bad = {KERNEL, 1}, none = {NULL, 0}, negative = {b, -1};
	struct iovec two[2] = {{b, 2}, {KERNEL, 0}};
	pid_t me = getpid(), nobody = 999999;
	SHOW(process_vm_readv(me, &local, 1, &empty, 1, 0));
	SHOW(process_vm_readv(me, &empty, 1, &remote, 1, 0));
	SHOW(process_vm_readv(me, &empty, 1, &empty, 1, 0));
	SHOW(process_vm_readv(me, &bad, 1, &remote, 1, 0));
	SHOW(process_vm_readv(me, &local, 1, &bad, 1, 0));
	SHOW(process_vm_readv(me, &none, 1, &remote, 1, 0));
	SHOW(process_vm_readv(me, &negative, 1, &remote, 1, 0));
	SHOW(process_vm_readv(me, &local, 1, &negative, 1, 0));
	SHOW(process_vm_readv(me, &local, 0, &remote, 0, 0));
	SHOW(process_vm_readv(me, NULL, 0, &remote, 1, 0));
	SHOW(process_vm_readv(me, NULL, 1, &remote, 1, 0));
	SHOW(process_vm_readv(me, &local, 1, NULL, 1, 0));
	SHOW(process_vm_readv(nobody, &empty, 1, &remote, 1, 0));
	SHOW(process_vm_readv(nobody, &none, 1, &remote, 1, 0));
	SHOW(process_vm_readv(nobody, &local, 1, &empty, 1, 0));
	SHOW(process_vm_readv(nobody, &local, 1, &remote, 1, 0));
	SHOW(process_vm_readv(nobody, &local, 1, &bad, 1, 0));
	SHOW(process_vm_writev(me, &local, 1, &empty, 1, 0));
	SHOW(process_vm_writev(me, &empty, 1, &remote, 1, 0));
	SHOW(process_vm_readv(me, two, 2, &remote, 1, 0));
	SHOW(process_vm_readv(me, &local, 1, two, 2, 0));
	SHOW(readv(open("/dev/zero", O_RDONLY), two, 2));
	SHOW(writev(open("/dev/null", O_WRONLY), two, 2));
	return 0;
}
