/* Text as programs may have it: long, binary, unreadable. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void) {
    char text[300];
    int ends[2];
    memset(text, 'a', sizeof text);
    pipe(ends);
    write(ends[1], text, 300);
    read(ends[0], text, 300);
    write(ends[1], "\t\v\f\r\b\a\0010\001a\0\x7f\x80\xff\"\\'", 18);
    read(ends[0], text, 300);
    write(ends[1], "", 0);
    write(ends[1], "a\0", 2);
    write(-1, text, 31);
    write(-1, text + 20, 32);
    write(-1, text + 20, 33);
    write(ends[1], (void *)8, 5);
    write(ends[1], 0, 5);
    write(ends[1], 0, 0);
    read(-1, text, 5);
    open((void *)8, 0);
    open(0, 0);
    open("", 0);
    open("no\nsuch \"file\"\x1b[31m\xff", 0);
    mkdir("/nowhere/\001\0012", 0700);
    text[299] = 0;
    access(text + 30, 0);
    struct iovec vector[3] = {{"a", 1}, {0, 0}, {"\001\002", 2}};
    writev(ends[1], vector, 3);
    writev(ends[1], vector, 0);
    writev(ends[1], (void *)8, 2);
    char *arguments[] = {"name", "with \"quotes\"", "\001", text, 0};
    execve("/nowhere", arguments, arguments + 1);
    execve("/nowhere", 0, 0);
    return 0;
}
