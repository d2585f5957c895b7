/*
 * pipe: the least that a backend of PowerDNS can do (pipe protocol, ABI 5): every name below the root has one AAAA record, made from the name.
 * What it cannot be quicker than is the protocol itself.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { FIELDS = 6, LINE = 4096 };

/* FNV-1a, in lower case: the same address whatever the case. */
static uint64_t hash(const char *name)
{
    uint64_t h = 14695981039346656037u;
    for (; *name; name++)
        h = (h ^ (*name >= 'A' && *name <= 'Z' ? (unsigned char)*name | 0x20u : (unsigned char)*name)) * 1099511628211u;
    return h;
}

/* Q  qname  IN  qtype  id  remote-ip  local-ip  edns-subnet-address */
static void answer(char *line)
{
    char *field[FIELDS] = {0};
    int count = 0;
    for (char *at = strtok(line, "\t"); at && count < FIELDS; at = strtok(NULL, "\t"))
        field[count++] = at;
    if (count < 4 || strcmp(field[0], "Q") != 0) {
        puts("END");
        return;
    }
    const char *name = field[1], *type = field[3];
    int any = strcmp(type, "ANY") == 0, root = strcmp(name, ".") == 0;
    if (root && (any || strcmp(type, "SOA") == 0))
        puts("DATA\t0\t1\t.\tIN\tSOA\t1\t1\ta.bench.invalid. hostmaster.bench.invalid. 1 3600 600 86400 1");
    if (root && (any || strcmp(type, "NS") == 0))
        puts("DATA\t0\t1\t.\tIN\tNS\t300\t1\ta.bench.invalid.");
    if (!root && name[0] != '*' && (any || strcmp(type, "AAAA") == 0)) {
        uint64_t h = hash(name);
        printf("DATA\t0\t1\t%s\tIN\tAAAA\t300\t1\tfd75:7265:6c61:7900:%x:%x:%x:%x\n", name,
            0x4000u | (unsigned)(h >> 48 & 0x3fff), (unsigned)(h >> 32 & 0xffff), (unsigned)(h >> 16 & 0xffff), (unsigned)(h & 0xffff));
    }
    puts("END");
}

int main(void)
{
    static char line[LINE], out[1 << 16];
    setvbuf(stdout, out, _IOFBF, sizeof out);
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\r\n")] = 0;
        if (strncmp(line, "HELO", 4) == 0)
            puts("OK\tbench");
        else
            answer(line);
        fflush(stdout);
    }
    return 0;
}
