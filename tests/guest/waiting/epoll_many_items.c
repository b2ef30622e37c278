// Thousands of items: reported in turn, a few at a time; those whose files are closed are gone, without a word, from reports and from fdinfo.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#define MANY 2000

static int listed(int epoll)
{
    char name[64], line[256];
    int found = 0;
    snprintf(name, sizeof name, "/proc/self/fdinfo/%d", epoll);
    FILE *info = fopen(name, "r");
    while (fgets(line, sizeof line, info))
        found += strncmp(line, "tfd:", 4) == 0;
    fclose(info);
    return found;
}

int main(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);

    int epoll = epoll_create1(0), (*pipes)[2] = malloc(MANY * sizeof *pipes);
    for (int i = 0; i < MANY; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
        if (pipe(pipes[i]) || epoll_ctl(epoll, EPOLL_CTL_ADD, pipes[i][0], &event)) {
            perror("pipe, epoll_ctl");
            return 1;
        }
        if (i % 2)
            write(pipes[i][1], "x", 1);
    }
    printf("%d items\n", listed(epoll));

    struct epoll_event got[7];
    long sum = 0;
    for (int round = 0; round < 200; round++) { // every ready one once, then those of the front again
        int n = epoll_wait(epoll, got, 7, 0);
        for (int i = 0; i < n; i++)
            sum = (sum * 31 + got[i].data.u32) % 1000003;
    }
    printf("in turn: %ld, the last %u\n", sum, got[6].data.u32);

    for (int i = 0; i < MANY; i++)
        if (i % 3)
            close(pipes[i][0]);
    printf("%d items after closing\n", listed(epoll));
    int reports = 0, closed = 0;
    for (int round = 0; round < 100; round++) {
        int n = epoll_wait(epoll, got, 7, 0);
        for (int i = 0; i < n; i++, reports++)
            closed += got[i].data.u32 % 3 != 0;
    }
    printf("%d reports, %d of them of closed ones\n", reports, closed);

    for (int i = 0; i < MANY; i++) { // a new file under the number of a closed one, and again
        if (i % 3 == 0)
            continue;
        struct epoll_event event = {.events = EPOLLOUT, .data.u32 = i};
        int fd = dup2(pipes[i][1], pipes[i][0]);
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
        close(fd); // the description is still open
    }
    printf("%d items, the new ones are of closed descriptors\n", listed(epoll));
    for (int i = 0; i < MANY; i++)
        close(pipes[i][1]);
    printf("%d items when those are closed too\n", listed(epoll));
    return 0;
}
