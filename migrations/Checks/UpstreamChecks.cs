namespace Relay.Migrations.Checks;

/// <summary>The checks of <c>upstream</c> as they were at a version, for later ones to begin with.</summary>
internal static class UpstreamChecks
{
    private const string NoSocket =
        "coalesce(NEW.source_v4, NEW.source_v6, NEW.device, NEW.netns) IS NULL AND NEW.dscp IS NULL AND coalesce(NEW.mark, 0) = 0 AND NOT NEW.any_source";

    /// <summary>Since 2026_11_25_10_00_00.</summary>
    public static readonly IReadOnlyList<Check> OfWaysOut =
    [
        new("upstream.name is 1 to 100 characters: no control characters, no space at the ends", "{is_word:NEW.name}"),
        new("upstream.kind is direct, socks5, http, unix or group", "NEW.kind IN ('direct', 'socks5', 'http', 'unix', 'group')"),
        new("an upstream of kind direct or group has no address, port, username or password: write null, or another kind",
            "NEW.kind NOT IN ('direct', 'group') OR (NEW.address IS NULL AND NEW.port IS NULL AND NEW.username IS NULL AND NEW.password IS NULL)"),
        new("an upstream of kind socks5, http or unix needs an address", "NEW.kind IN ('direct', 'group') OR NEW.address IS NOT NULL"),
        new("an upstream of kind unix needs a path from / as its address", "NEW.kind <> 'unix' OR NEW.address LIKE '/%'"),
        new("upstream.address is an address in canonical form, a lower-case name without a final dot, or a path from / of at most 107 bytes",
            "(NEW.address LIKE '/_%' AND {bytes:NEW.address} <= 107 AND {is_line:NEW.address}) OR {is_address:NEW.address} OR {is_name:NEW.address}"),
        new("upstream.port is 1 to 65535: an address or a name needs a port, a path has none",
            "NEW.address IS NULL OR CASE WHEN NEW.address LIKE '/%' THEN NEW.port IS NULL ELSE coalesce(NEW.port, 0) BETWEEN 1 AND 65535 END"),
        new("a path goes without source_v4, source_v6, any_source, device, mark, dscp and netns: write null (false)", $"NEW.address NOT LIKE '/%' OR ({NoSocket})"),
        new("upstream.username has a colon, which ends it in HTTP's basic authentication (RFC 7617): write another", "NEW.kind <> 'http' OR NEW.username NOT LIKE '%:%'"),
        new("an upstream of kind unix is the target's own socket: it has no username and password", "NEW.kind <> 'unix' OR NEW.username IS NULL"),
        new("upstream.username and upstream.password go together: write both or neither", "(NEW.username IS NULL) = (NEW.password IS NULL)"),
        new("upstream.username is 1 to 255 bytes without control characters", "{bytes:NEW.username} BETWEEN 1 AND 255 AND {is_line:NEW.username}"),
        new("upstream.password is 1 to 255 bytes without control characters", "{bytes:NEW.password} BETWEEN 1 AND 255 AND {is_line:NEW.password}"),
        new("upstream.source_v4 is an IPv4 address, such as 192.0.2.1", "{is_ipv4:NEW.source_v4}"),
        new("upstream.source_v6 is an IPv6 address in canonical form, such as 2001:db8::1", "{is_ipv6:NEW.source_v6}"),
        new("upstream.device is a network device as ip link names it: 1 to 15 bytes, no slash, colon or space",
            "{bytes:NEW.device} BETWEEN 1 AND 15 AND {is_line:NEW.device} AND NEW.device NOT LIKE '%/%' AND NEW.device NOT LIKE '%:%' "
            + "AND NEW.device NOT LIKE '% %' AND NEW.device NOT IN ('.', '..')"),
        new("upstream.mark is 0 to 4294967295", "NEW.mark BETWEEN 0 AND 4294967295"),
        new("upstream.netns is the name of a network namespace, or its path from /",
            "{bytes:NEW.netns} BETWEEN 1 AND 4095 AND {is_line:NEW.netns} AND (NEW.netns LIKE '/_%' OR (NEW.netns NOT LIKE '%/%' AND NEW.netns NOT IN ('.', '..')))"),
        new("upstream.proxy_protocol is v1 or v2", "NEW.proxy_protocol IN ('v1', 'v2')"),
        new("upstream.dscp is 0 to 63", "NEW.dscp BETWEEN 0 AND 63"),
        new("upstream.choice is order or weight, and goes with kind group", "NEW.choice IS NULL OR (NEW.choice IN ('order', 'weight') AND NEW.kind = 'group')"),
        new("an upstream of kind group has nothing but a choice: set the other columns at its members",
            $"NEW.kind <> 'group' OR ({NoSocket} AND NEW.proxy_protocol IS NULL AND NEW.via IS NULL)"),
        new("upstream.via is another upstream", "NEW.via <> NEW.name"),
        new("upstream.via is for kinds socks5 and http, without source_v4, source_v6, any_source, device, mark, dscp and netns: the other upstream has the socket",
            $"NEW.via IS NULL OR (NEW.kind IN ('socks5', 'http') AND {NoSocket})"),
        new("upstream.any_source goes with source_v4 or source_v6",
            "NOT NEW.any_source OR coalesce(NEW.source_v4, NEW.source_v6) IS NOT NULL"),
    ];
}
