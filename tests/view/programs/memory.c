/* Maps and their protection, advice, locks; and what is said of memory that is not there. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
    unsigned char present[8];
    char *map = mmap(0, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mmap(map, 4096, PROT_NONE, MAP_SHARED | MAP_FIXED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    mmap(0, 4096, PROT_READ, MAP_PRIVATE, 99, 4096);
    mmap(0, 0, PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    int fd = memfd_create("name", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    ftruncate(fd, 8192);
    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW);
    fcntl(fd, F_GET_SEALS);
    char *shared = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0x1000);
    mprotect(map, 4096, PROT_READ | PROT_EXEC);
    mprotect((void *)1, 4096, PROT_READ);
    mremap(map, 8192, 4096, 0);
    mremap(map + 8192, 4096, 16384, MREMAP_MAYMOVE);
    mremap(map, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, map + 8192);
    madvise(shared, 4096, MADV_DONTNEED);
    madvise(shared, 4096, 999);
    msync(shared, 4096, MS_SYNC | MS_INVALIDATE);
    shared[0] = 1;
    mincore(shared, 4096, present);
    mlock(shared, 100);
    munlock(shared, 100);
    munlockall();
    munmap(shared, 8192);
    munmap((void *)1, 1);
    syscall(SYS_brk, 0);
    syscall(SYS_membarrier, 1, 0, 0);
    return 0;
}
