/* A parent and a child talk through pipes, in turns. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    int there[2], back[2], count;
    char byte;
    pipe(there);
    pipe2(back, O_CLOEXEC);
    if (fork() == 0) {
        close(there[1]);
        read(there[0], &byte, 1);
        write(back[1], "pong", 4);
        read(there[0], &byte, 1);
        _exit(4);
    }
    close(there[0]);
    close(back[1]);
    write(there[1], "1", 1);
    char answer[16];
    read(back[0], answer, sizeof answer);
    ioctl(back[0], FIONREAD, &count);
    ioctl(back[0], FIONBIO, &(int){1});
    read(back[0], answer, 1);
    fcntl(there[1], F_SETPIPE_SZ, 8192);
    fcntl(there[1], F_GETPIPE_SZ);
    close(there[1]);
    int status;
    waitpid(-1, &status, 0);
    waitpid(-1, &status, WNOHANG);
    return 0;
}
