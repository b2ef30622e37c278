/* Sockets of all families, with the options, messages and addresses that go with them. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

int main(void) {
    char buffer[64], control[100] = {0};
    int pair[2], one = 1;
    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
    send(pair[0], "hello", 5, MSG_NOSIGNAL);
    recv(pair[1], buffer, 3, MSG_PEEK);
    recv(pair[1], buffer, 20, 0);
    recv(pair[1], buffer, 20, MSG_DONTWAIT | MSG_TRUNC);
    struct iovec vector[2] = {{"xyz", 3}, {"", 0}};
    struct msghdr message = {.msg_iov = vector, .msg_iovlen = 2};
    sendmsg(pair[0], &message, 0);
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(8);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_len = CMSG_LEN(8);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    memcpy(CMSG_DATA(header), (int[]){1, 2}, 8);
    sendmsg(pair[0], &message, MSG_EOR);
    vector[0] = (struct iovec){buffer, 20};
    struct msghdr in = {.msg_iov = vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = 100};
    recvmsg(pair[1], &in, MSG_DONTWAIT);
    in.msg_controllen = 100;
    recvmsg(pair[1], &in, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    recvmsg(pair[1], &in, MSG_DONTWAIT);
    struct mmsghdr several[2] = {{.msg_hdr = {.msg_iov = vector, .msg_iovlen = 1}}};
    several[1] = several[0];
    vector[0] = (struct iovec){"ab", 2};
    sendmmsg(pair[0], several, 2, 0);
    vector[0] = (struct iovec){buffer, 20};
    recvmmsg(pair[1], several, 2, MSG_DONTWAIT, 0);
    recvmmsg(pair[1], several, 2, MSG_DONTWAIT, 0);
    setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &one, 4);
    socklen_t length = 4;
    getsockopt(pair[0], SOL_SOCKET, SO_TYPE, &one, &length);
    getsockopt(pair[0], SOL_SOCKET, SO_ERROR, &one, &length);
    struct ucred who;
    length = sizeof who;
    getsockopt(pair[0], SOL_SOCKET, SO_PEERCRED, &who, &length);
    struct linger linger = {1, 2};
    setsockopt(pair[0], SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    length = sizeof linger;
    getsockopt(pair[0], SOL_SOCKET, SO_LINGER, &linger, &length);
    struct timeval time = {2, 0};
    setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    setsockopt(pair[0], SOL_SOCKET, 999, &one, 4);
    shutdown(pair[0], SHUT_WR);
    recv(pair[1], buffer, 20, 0);
    ioctl(pair[0], FIONREAD, &one);
    struct sockaddr_un name = {AF_UNIX, "socket"};
    unlink("socket");
    int server = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    bind(server, (void *)&name, sizeof name);
    bind(server, (void *)&name, 2);
    listen(server, 5);
    accept(server, 0, 0);
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    connect(client, (void *)&name, sizeof name);
    length = sizeof name;
    accept4(server, (void *)&name, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
    length = sizeof name;
    getsockname(server, (void *)&name, &length);
    length = 5;
    getpeername(client, (void *)&name, &length);
    unlink("socket");
    struct sockaddr_un abstract = {AF_UNIX, "\0ab\0c"};
    int datagrams = socket(AF_UNIX, SOCK_DGRAM, 0);
    bind(datagrams, (void *)&abstract, offsetof(struct sockaddr_un, sun_path) + 5);
    sendto(datagrams, "d", 1, 0, (void *)&abstract, offsetof(struct sockaddr_un, sun_path) + 5);
    length = sizeof name;
    recvfrom(datagrams, buffer, 10, 0, (void *)&name, &length);
    struct sockaddr_in address = {AF_INET, htons(8080), {htonl(INADDR_LOOPBACK)}};
    int udp = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    setsockopt(udp, SOL_SOCKET, SO_REUSEADDR, &one, 4);
    bind(udp, (void *)&address, sizeof address);
    sendto(udp, "q", 1, 0, (void *)&address, sizeof address);
    length = sizeof address;
    recvfrom(udp, buffer, 10, 0, (void *)&address, &length);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_port = 0;
    bind(listener, (void *)&address, sizeof address);
    listen(listener, 1);
    length = sizeof address;
    getsockname(listener, (void *)&address, &length);
    int tcp = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    setsockopt(tcp, IPPROTO_TCP, TCP_NODELAY, &one, 4);
    connect(tcp, (void *)&address, sizeof address);
    int accepted = accept(listener, 0, 0);
    write(tcp, "data", 4);
    read(accepted, buffer, 64);
    getpeername(listener, (void *)&address, &length);
    struct sockaddr_in6 six = {AF_INET6, htons(8081), 0, IN6ADDR_LOOPBACK_INIT, 0};
    int udp6 = socket(AF_INET6, SOCK_DGRAM, 0);
    bind(udp6, (void *)&six, sizeof six);
    setsockopt(udp6, IPPROTO_IPV6, IPV6_V6ONLY, &one, 4);
    socket(99, 1, 0);
    socket(AF_UNIX, 99, 0);
    send(udp, "x", 1, 0);
    close(accepted);
    return 0;
}
