/* poll, select, epoll, eventfd, timerfd. */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int main(void) {
    int ends[2];
    pipe(ends);
    struct pollfd fds[3] = {{ends[0], POLLIN | POLLPRI}, {ends[1], POLLOUT}, {-1, POLLIN}};
    poll(fds, 3, 0);
    write(ends[1], "x", 1);
    poll(fds, 3, -1);
    poll(fds, 1, 1);
    poll(fds, 0, 0);
    poll(0, 0, 1);
    poll((void *)8, 1, 0);
    fds[1].fd = 99;
    poll(fds, 2, 0);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    ppoll(fds, 1, &(struct timespec){1, 5}, &set);
    ppoll(fds, 1, 0, 0);
    ppoll(fds + 2, 1, &(struct timespec){0, 5}, 0);
    fd_set in, out;
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_SET(ends[0], &in);
    FD_SET(ends[1], &out);
    syscall(SYS_select, 8, &in, &out, 0, &(struct timeval){1, 0});
    FD_ZERO(&in);
    syscall(SYS_select, 8, &in, 0, &in, &(struct timeval){0, 1});
    FD_SET(ends[0], &in);
    pselect(8, &in, 0, 0, &(struct timespec){1, 0}, &set);
    pselect(8, &in, 0, 0, 0, 0);
    syscall(SYS_select, -1, 0, 0, 0, 0);
    int queue = epoll_create1(EPOLL_CLOEXEC);
    syscall(SYS_epoll_create, 1);
    struct epoll_event event = {EPOLLIN | EPOLLET | EPOLLONESHOT, {.u64 = 5}}, events[4];
    epoll_ctl(queue, EPOLL_CTL_ADD, ends[0], &event);
    syscall(SYS_epoll_wait, queue, events, 4, 0);
    epoll_pwait(queue, events, 4, 0, &set);
    epoll_ctl(queue, EPOLL_CTL_MOD, ends[0], &event);
    epoll_pwait2(queue, events, 4, &(struct timespec){0, 1}, 0);
    epoll_ctl(queue, EPOLL_CTL_DEL, ends[0], &event);
    epoll_ctl(queue, EPOLL_CTL_DEL, ends[0], 0);
    syscall(SYS_epoll_wait, queue, events, 0, 0);
    int counter = eventfd(3, EFD_NONBLOCK | EFD_SEMAPHORE);
    long value = 1;
    read(counter, &value, 8);
    write(counter, &value, 8);
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct itimerspec when = {{0, 0}, {0, 1}};
    timerfd_settime(timer, 0, &when, 0);
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, &when);
    timerfd_gettime(timer, &when);
    nanosleep(&(struct timespec){0, 1000000}, 0);
    read(timer, &value, 8);
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &(struct timespec){0, 5}, 0);
    clock_nanosleep(CLOCK_REALTIME, 0, &(struct timespec){0, 5}, (void *)&when);
    clock_nanosleep(99, 0, &(struct timespec){0, 5}, 0);
    return 0;
}
