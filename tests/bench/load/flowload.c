/*
 * flowload: many short flows, or many idle ones, from one thread.
 *
 *   flowload connect --to ADDR:PORT [--targets N] [--socks ADDR:PORT] [--from ADDR,...] --at-once N --seconds S [--rate PER_SECOND]
 *       Keeps N flows under way, or begins PER_SECOND (at most N at once; times count from when a flow was due): connect, ask for a page, read
 *       to the end, close. Prints one line of JSON: how many were done and failed, and percentiles of the times to connected, first byte and end.
 *   flowload idle --to ADDR:PORT [--socks ADDR:PORT] [--from ADDR,...] --count N
 *       Opens N flows to an echo server, says so, waits for a line of input, sends a byte on each and waits for it, says so, ends.
 *   flowload echo-server --port PORT
 *
 * IPv4 only. The addresses of --from take turns, so that ports suffice; and so do N addresses from that of --to on, which is one otherwise.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 256, MAX_FROM = 256, OPENING = 64 };
enum stage { FREE, CONNECTING, GREETED, ASKED, SENT, OPEN, ECHOING };

struct flow {
    int fd;
    enum stage stage;
    int64_t due, connected, first;
};

struct times {
    uint32_t *us;
    size_t count, capacity;
};

static const char request[] = "GET / HTTP/1.0\r\nHost: bench\r\n\r\n";

static struct sockaddr_in to, proxy, from[MAX_FROM];
static int froms, next_from, next_target, epoll_fd;
static long at_once = 64, seconds = 2, rate, count, port, targets = 1;
static struct flow *flows;
static struct times connected_times, first_times, total_times;
static long done, failed, errors[256];

static void die(const char *what)
{
    fprintf(stderr, "flowload: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static struct sockaddr_in endpoint(const char *text)
{
    struct sockaddr_in a = { .sin_family = AF_INET };
    char host[64];
    const char *colon = strrchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : strlen(text);
    if (length >= sizeof host)
        length = sizeof host - 1;
    memcpy(host, text, length);
    host[length] = 0;
    if (inet_pton(AF_INET, host, &a.sin_addr) != 1) {
        fprintf(stderr, "flowload: %s is no IPv4 endpoint\n", text);
        exit(2);
    }
    a.sin_port = htons(colon ? (uint16_t)atoi(colon + 1) : 0);
    return a;
}

static void add_time(struct times *times, int64_t us)
{
    if (times->count == times->capacity) {
        times->capacity = times->capacity ? times->capacity * 2 : 65536;
        times->us = realloc(times->us, times->capacity * sizeof *times->us);
        if (!times->us)
            die("memory");
    }
    times->us[times->count++] = us < 0 ? 0 : (uint32_t)us;
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t percentile(const struct times *times, double p)
{
    return times->count ? times->us[(size_t)(p * (double)(times->count - 1))] : 0;
}

static void print_times(const char *name, struct times *times)
{
    qsort(times->us, times->count, sizeof *times->us, by_value);
    printf(",\"%s\":{\"p50\":%u,\"p99\":%u,\"p999\":%u}", name, percentile(times, 0.5), percentile(times, 0.99), percentile(times, 0.999));
}

static void end(struct flow *flow, int error)
{
    close(flow->fd);
    flow->stage = FREE;
    if (error) {
        failed++;
        errors[error & 255]++;
        return;
    }
    done++;
    int64_t now = now_us();
    add_time(&connected_times, flow->connected - flow->due);
    add_time(&first_times, flow->first - flow->due);
    add_time(&total_times, now - flow->due);
}

static void begin(struct flow *flow, int64_t due)
{
    int one = 1;
    flow->due = due;
    flow->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (flow->fd < 0)
        die("socket");
    setsockopt(flow->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (froms) {
        setsockopt(flow->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        if (bind(flow->fd, (struct sockaddr *)&from[next_from++ % froms], sizeof from[0]) < 0)
            die("bind");
    }
    struct sockaddr_in peer = proxy.sin_family ? proxy : to;
    if (targets > 1)
        peer.sin_addr.s_addr = htonl(ntohl(to.sin_addr.s_addr) + (uint32_t)(next_target++ % targets));
    flow->stage = CONNECTING;
    if (connect(flow->fd, (const struct sockaddr *)&peer, sizeof peer) < 0 && errno != EINPROGRESS) {
        end(flow, errno);
        return;
    }
    struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = flow };
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, flow->fd, &event) < 0)
        die("epoll_ctl");
}

static int put(struct flow *flow, const void *bytes, size_t length)
{
    if (send(flow->fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length)
        return 1;
    end(flow, errno ? errno : EPIPE);
    return 0;
}

/* The flow has its way to the server: ask, or be idle. */
static void reached(struct flow *flow)
{
    flow->connected = now_us();
    if (count)
        flow->stage = OPEN;
    else if (put(flow, request, sizeof request - 1))
        flow->stage = SENT;
}

/* RFC 1928: 5 1 0, then 5 1 0 1 ADDR PORT; replies of 2 and 10 bytes, which always come whole here. */
static void socks_step(struct flow *flow)
{
    unsigned char bytes[64] = { 5, 1, 0, 1 };
    ssize_t got = recv(flow->fd, bytes, sizeof bytes, 0);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got < 2 || bytes[0] != 5 || bytes[1] != 0) {
        end(flow, got < 0 ? errno : EPROTO);
        return;
    }
    if (flow->stage == ASKED) {
        reached(flow);
        return;
    }
    bytes[1] = 1;
    bytes[2] = 0;
    bytes[3] = 1;
    memcpy(bytes + 4, &to.sin_addr, 4);
    memcpy(bytes + 8, &to.sin_port, 2);
    if (put(flow, bytes, 10))
        flow->stage = ASKED;
}

static void read_page(struct flow *flow)
{
    char bytes[4096];
    for (;;) {
        ssize_t got = recv(flow->fd, bytes, sizeof bytes, 0);
        if (got < 0) {
            if (errno != EAGAIN)
                end(flow, errno);
            return;
        }
        if (got == 0) {
            end(flow, flow->first ? 0 : ENODATA);
            return;
        }
        if (!flow->first)
            flow->first = now_us();
    }
}

static void on_event(struct flow *flow, uint32_t events)
{
    if (flow->stage == CONNECTING && (events & (EPOLLOUT | EPOLLERR | EPOLLHUP))) {
        int error = 0;
        socklen_t length = sizeof error;
        getsockopt(flow->fd, SOL_SOCKET, SO_ERROR, &error, &length);
        flow->first = 0;
        if (error)
            end(flow, error);
        else if (!proxy.sin_family)
            reached(flow);
        else if (put(flow, "\5\1\0", 3))
            flow->stage = GREETED;
        return;
    }
    if (!(events & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)))
        return;
    if (flow->stage == GREETED || flow->stage == ASKED) {
        socks_step(flow);
    } else if (flow->stage == SENT) {
        read_page(flow);
    } else if (flow->stage == OPEN || flow->stage == ECHOING) {
        char byte;
        ssize_t got = recv(flow->fd, &byte, 1, 0);
        if (got == 1 && flow->stage == ECHOING) {
            flow->stage = OPEN;
            done++;
        } else if (got == 0 || errno != EAGAIN) {
            end(flow, got == 0 ? ECONNABORTED : errno);
        }
    }
}

static void turn(int milliseconds)
{
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(epoll_fd, events, EVENTS, milliseconds);
    for (int i = 0; i < ready; i++) {
        struct flow *flow = events[i].data.ptr;
        if (flow->stage != FREE)
            on_event(flow, events[i].events);
    }
}

static void run_connect(void)
{
    int64_t start = now_us(), stop = start + seconds * 1000000, due = start;
    long busy = 1;
    while (now_us() < stop || (busy && now_us() < stop + 5000000)) {
        int64_t now = now_us();
        busy = 0;
        for (long i = 0; i < at_once; i++) {
            if (flows[i].stage == FREE && now < stop && (!rate || due <= now)) {
                begin(&flows[i], rate ? due : now);
                due += rate ? 1000000 / rate : 0;
            }
            busy += flows[i].stage != FREE;
        }
        turn(rate ? 1 : 100);
    }
    double took = (double)(now_us() - start) / 1e6;
    for (long i = 0; i < at_once; i++)
        if (flows[i].stage != FREE)
            end(&flows[i], ETIMEDOUT);
    printf("{\"seconds\":%.3f,\"done\":%ld,\"failed\":%ld,\"errors\":{", took, done, failed);
    const char *comma = "";
    for (int i = 0; i < 256; i++)
        if (errors[i]) {
            printf("%s\"%s\":%ld", comma, strerrorname_np(i), errors[i]);
            comma = ",";
        }
    printf("}");
    print_times("connected_us", &connected_times);
    print_times("first_byte_us", &first_times);
    print_times("total_us", &total_times);
    puts("}");
}

static void run_idle(void)
{
    long begun = 0, open = 0;
    int64_t limit = now_us() + 50000000;
    while (open + failed < count && now_us() < limit) {
        while (begun < count && begun - open - failed < OPENING)
            begin(&flows[begun++], now_us());
        turn(100);
        open = 0;
        for (long i = 0; i < begun; i++)
            open += flows[i].stage == OPEN;
    }
    printf("{\"open\":%ld,\"failed\":%ld}\n", open, failed);
    fflush(stdout);
    getchar();
    limit = now_us() + 20000000;
    for (long i = 0; i < begun; i++)
        if (flows[i].stage == OPEN && put(&flows[i], "x", 1))
            flows[i].stage = ECHOING;
    while (done < open && now_us() < limit)
        turn(100);
    printf("{\"echoed\":%ld}\n", done);
}

static void run_echo_server(void)
{
    int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&any, sizeof any) < 0 || listen(listener, 4096) < 0)
        die("listen");
    struct epoll_event event = { .events = EPOLLIN, .data.fd = listener };
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(epoll_fd, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            char bytes[4096];
            int fd = events[i].data.fd;
            if (fd == listener) {
                while ((event.data.fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0)
                    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, event.data.fd, &event);
                continue;
            }
            ssize_t got = recv(fd, bytes, sizeof bytes, 0);
            if (got > 0)
                got = send(fd, bytes, (size_t)got, MSG_NOSIGNAL);
            if (got <= 0)
                close(fd);
        }
    }
}

static long number(const char *text)
{
    return text ? atol(text) : 0;
}

int main(int argc, char **argv)
{
    struct rlimit files;
    const char *mode = argc > 1 ? argv[1] : "";
    for (int i = 2; i + 1 < argc; i += 2) {
        const char *name = argv[i];
        char *value = argv[i + 1];
        if (!strcmp(name, "--to"))
            to = endpoint(value);
        else if (!strcmp(name, "--targets"))
            targets = number(value);
        else if (!strcmp(name, "--socks"))
            proxy = endpoint(value);
        else if (!strcmp(name, "--from"))
            for (char *each = strtok(value, ","); each && froms < MAX_FROM; each = strtok(NULL, ","))
                from[froms++] = endpoint(each);
        else if (!strcmp(name, "--at-once"))
            at_once = number(value);
        else if (!strcmp(name, "--seconds"))
            seconds = number(value);
        else if (!strcmp(name, "--rate"))
            rate = number(value);
        else if (!strcmp(name, "--count"))
            count = number(value);
        else if (!strcmp(name, "--port"))
            port = number(value);
    }
    signal(SIGPIPE, SIG_IGN);
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    flows = calloc((size_t)(count ? count : at_once), sizeof *flows);
    if (epoll_fd < 0 || !flows)
        die("start");
    if (!strcmp(mode, "connect"))
        run_connect();
    else if (!strcmp(mode, "idle") && count > 0)
        run_idle();
    else if (!strcmp(mode, "echo-server") && port > 0)
        run_echo_server();
    else {
        fputs("flowload connect|idle|echo-server: see the head of flowload.c\n", stderr);
        return 2;
    }
    return 0;
}
