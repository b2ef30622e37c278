/* A pseudo-terminal: settings, window size, sessions. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

int main(void) {
    int number, unlock = 0, count;
    pid_t group;
    struct termios settings;
    struct winsize size = {24, 80, 1, 2};
    int master = open("/dev/ptmx", O_RDWR | O_NOCTTY);
    ioctl(master, TIOCSPTLCK, &unlock);
    ioctl(master, TIOCGPTN, &number);
    int slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    if (fork()) {
        wait(0);
        return 0;
    }
    setsid();
    ioctl(slave, TIOCSCTTY, 0);
    tcgetattr(slave, &settings);
    cfmakeraw(&settings);
    tcsetattr(slave, TCSANOW, &settings);
    settings.c_lflag |= ICANON | ECHO | TOSTOP;
    settings.c_iflag |= ICRNL | IXOFF | IUTF8;
    settings.c_oflag |= OPOST | ONLCR | TAB3;
    tcsetattr(slave, TCSADRAIN, &settings);
    cfsetspeed(&settings, B115200);
    tcsetattr(slave, TCSAFLUSH, &settings);
    tcgetattr(slave, &settings);
    ioctl(slave, TIOCSWINSZ, &size);
    ioctl(slave, TIOCGWINSZ, &size);
    ioctl(slave, TIOCGPGRP, &group);
    ioctl(slave, TIOCGSID, &group);
    ioctl(slave, FIONREAD, &count);
    ioctl(slave, TCFLSH, TCIOFLUSH);
    ioctl(slave, TCXONC, TCOON);
    ioctl(master, TIOCPKT, &unlock);
    ioctl(master, FIONBIO, &unlock);
    ioctl(master, FIOCLEX);
    ioctl(0, TCGETS, &settings);
    ioctl(0, TIOCGWINSZ, &size);
    ioctl(slave, 0x1234, 5);
    ioctl(slave, _IOWR('x', 3, int), &count);
    ioctl(99, TCGETS, 0);
    write(slave, "a\n", 2);
    char buffer[16];
    read(master, buffer, 16);
    return 0;
}
