/* The part of a guest: how it reaches the peer, and how the harness controls
 * it by files in the folder ctl. */
#ifndef PEERS_GUEST_H
#define PEERS_GUEST_H

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static const char *ctl;

static inline void die(const char *what)
{
    perror(what);
    exit(1);
}

static inline uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static inline char *in_ctl(const char *name)
{
    char *path;
    if (asprintf(&path, "%s/%s", ctl, name) < 0)
        exit(1);
    return path;
}

static inline void touch(const char *name)
{
    int fd = open(in_ctl(name), O_CREAT | O_WRONLY, 0644);
    if (fd < 0)
        die(name);
    close(fd);
}

static inline void wait_for(const char *fifo)
{
    int fd = open(in_ctl(fifo), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        die(fifo);
    close(fd);
}

static inline int unix_socket(const char *path, int type, int listening)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0), peer;

    if (fd < 0 || strlen(path) >= sizeof a.sun_path)
        die(path);
    strcpy(a.sun_path, path);
    if (!listening) {
        if (connect(fd, (struct sockaddr *)&a, sizeof a) < 0)
            die(path);
        return fd;
    }
    unlink(path);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) < 0 || listen(fd, 1) < 0)
        die(path);
    touch("listening");
    peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
    if (peer < 0)
        die("accept");
    close(fd);
    return peer;
}

static inline int open_target(const char *t)
{
    if (!strncmp(t, "fd:", 3))
        return atoi(t + 3);
    if (!strncmp(t, "connect:", 8))
        return unix_socket(t + 8, SOCK_STREAM, 0);
    if (!strncmp(t, "listen:", 7))
        return unix_socket(t + 7, SOCK_STREAM, 1);
    fprintf(stderr, "bad target %s\n", t);
    exit(2);
}

#endif
