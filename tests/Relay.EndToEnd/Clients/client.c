// client NAME [PORT]: looks a name up as programs do, by getaddrinfo(3) for each family; with a port, fetches the page / there.
//
//   both: fd75:7265:6c61:7900:4000::1 (www.example.test)      the addresses in their order, and the canonical name
//   IPv6: fd75:7265:6c61:7900:4000::1 (www.example.test)
//   IPv4: no such address                                     or "no such name", "failure", "try again"
//   page: hello                                               the last line of what the first address of both sent that answered

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *reason(int error) {
    switch (error) {
#ifdef EAI_NODATA
    case EAI_NODATA:
        return "no such address";
#endif
    case EAI_NONAME:
        return "no such name";
    case EAI_FAIL:
        return "failure";
    case EAI_AGAIN:
        return "try again";
    default:
        return gai_strerror(error);
    }
}

static struct addrinfo *look_up(const char *family_name, int family, const char *name, const char *port) {
    struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_STREAM, .ai_flags = AI_CANONNAME | AI_ADDRCONFIG}, *found = NULL;
    int error = getaddrinfo(name, port, &hints, &found);
    printf("%s:", family_name);
    if (error) {
        printf(" %s\n", reason(error));
        return NULL;
    }
    for (struct addrinfo *each = found; each; each = each->ai_next) {
        char text[NI_MAXHOST];
        getnameinfo(each->ai_addr, each->ai_addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST);
        printf(" %s", text);
    }
    printf(" (%s)\n", found->ai_canonname);
    return found;
}

static int connect_first(struct addrinfo *to) {
    for (; to; to = to->ai_next) {
        int fd = socket(to->ai_family, to->ai_socktype, to->ai_protocol);
        if (fd >= 0 && connect(fd, to->ai_addr, to->ai_addrlen) == 0)
            return fd;
        close(fd);
    }
    return -1;
}

int main(int count, char **arguments) {
    const char *name = arguments[1], *port = count > 2 ? arguments[2] : NULL;
    struct addrinfo *both = look_up("both", AF_UNSPEC, name, port);
    look_up("IPv6", AF_INET6, name, port);
    look_up("IPv4", AF_INET, name, port);
    if (!port)
        return 0;
    int fd = connect_first(both);
    if (fd < 0) {
        perror("page: connect");
        return 1;
    }
    char request[512], answer[4096];
    int length = snprintf(request, sizeof request, "GET / HTTP/1.0\r\nHost: %s\r\n\r\n", name);
    if (write(fd, request, length) != length)
        return 1;
    size_t held = 0;
    for (ssize_t got; held < sizeof answer - 1 && (got = read(fd, answer + held, sizeof answer - 1 - held)) > 0;)
        held += got;
    answer[held] = 0;
    char *body = strstr(answer, "\r\n\r\n");
    printf("page: %s", body ? body + 4 : "none\n");
    return 0;
}
