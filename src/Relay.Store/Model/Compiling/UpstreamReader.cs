using System.Text;
using static Relay.Store.Model.Compiling.CanonicalText;

namespace Relay.Store.Model.Compiling;

/// <summary>The columns of one row of <c>upstream</c>, without what it leads through.</summary>
internal static class UpstreamReader
{
    public static Upstream Read(UpstreamRow row, List<string> faults)
    {
        if (!Words.TryParse(row.Kind, out UpstreamKind kind))
            faults.Add($"kind {Quote(row.Kind)} is none of {Words.List<UpstreamKind>()}");
        else
            CheckKind(row, kind, faults);
        ProxyProtocol header = ProxyProtocol.None;
        if (row.ProxyProtocol is not null && (!Words.TryParse(row.ProxyProtocol, out header) || header == ProxyProtocol.None))
            faults.Add($"proxy_protocol {Quote(row.ProxyProtocol)} is neither v1 nor v2");
        if (row.Device is { } device && !IsDevice(device))
            faults.Add($"device {Quote(device)} is no name of a network interface: see 'ip link'");
        if (row.Mark is < 0 or > uint.MaxValue)
            faults.Add($"mark {row.Mark} is out of range: write 0 to {uint.MaxValue}");
        if (row.Dscp is < 0 or > 63)
            faults.Add($"dscp {row.Dscp} is out of range: write 0 to 63");
        return new Upstream
        {
            Name = row.Name,
            Kind = kind,
            Address = row.Address,
            Port = row.Port is >= 0 and <= ushort.MaxValue ? (ushort)row.Port : (ushort)0,
            Username = row.Username,
            Password = row.Password,
            SourceV4 = Source("source_v4", row.SourceV4, isIPv4: true, faults),
            SourceV6 = Source("source_v6", row.SourceV6, isIPv4: false, faults),
            AnySource = row.AnySource,
            Device = row.Device,
            Mark = row.Mark is >= 0 and <= uint.MaxValue ? (uint)row.Mark : 0,
            Netns = row.Netns,
            Dscp = row.Dscp is >= 0 and <= 63 ? (byte)row.Dscp : null,
            ProxyProtocol = header,
            Tls = UpstreamTlsReader.Read(row, isProxy: kind is UpstreamKind.Socks5 or UpstreamKind.Http, faults),
            Choice = ChoiceOf(row, faults),
        };
    }

    private static void CheckKind(UpstreamRow row, UpstreamKind kind, List<string> faults)
    {
        switch (kind)
        {
            case UpstreamKind.Direct:
                if (HasProxy(row))
                    faults.Add("address, port, username and password are those of a proxy, and kind is direct: write NULL, or kind socks5");
                break;
            case UpstreamKind.Group:
                if (HasProxy(row) || HasSocket(row) || row.Netns is not null || row.ProxyProtocol is not null)
                    faults.Add("a group has only a choice and members: write NULL to the other columns, and set them at the members");
                if (row.Members.Count == 0)
                    faults.Add("a group needs members: insert them into table upstream_member");
                break;
            case UpstreamKind.Unix:
                if (row.Address?.StartsWith('/') != true)
                    faults.Add("address is missing: write the path of the target's Unix socket");
                else
                    CheckUnixSocket(row, faults);
                if ((row.Username ?? row.Password) is not null)
                    faults.Add("username and password are those of a proxy, and kind is unix: write NULL");
                break;
            default:
                CheckProxy(row, kind, faults);
                break;
        }
        if (kind != UpstreamKind.Group && (row.Choice is not null || row.Members.Count > 0))
            faults.Add("choice and members are those of a group: write kind group, or delete them");
        if (row.Via is not null && (kind is not (UpstreamKind.Socks5 or UpstreamKind.Http) || HasSocket(row) || row.Netns is not null))
            faults.Add("via is for a proxy that is reached by another upstream, which has the socket: write NULL to source_v4, source_v6, device, mark, dscp and netns, or to via");
    }

    private static bool HasProxy(UpstreamRow row) => (row.Address ?? row.Username ?? row.Password) is not null || row.Port is not null;

    /// <summary>True where a column says how a socket of our own is made.</summary>
    private static bool HasSocket(UpstreamRow row) =>
        (row.SourceV4 ?? row.SourceV6 ?? row.Device) is not null || row.Mark is not (null or 0) || row.Dscp is not null || row.AnySource;

    private static void CheckProxy(UpstreamRow row, UpstreamKind kind, List<string> faults)
    {
        if (row.Address is null)
            faults.Add("address is missing: write the proxy's address or name, or the path of its Unix socket");
        else if (row.Address.StartsWith('/'))
            CheckUnixSocket(row, faults);
        else
            CheckTcp(row, row.Address, kind, faults);
        if (row.Username is null != row.Password is null)
            faults.Add("username and password go together: write both or neither");
        // RFC 1929 section 2: ULEN and PLEN are 1 to 255.
        if (row.Username is { } username && Encoding.UTF8.GetByteCount(username) is 0 or > 255)
            faults.Add("username has not 1 to 255 bytes");
        if (row.Password is { } password && Encoding.UTF8.GetByteCount(password) is 0 or > 255)
            faults.Add("password has not 1 to 255 bytes");
        // RFC 7617 section 2.
        if (kind == UpstreamKind.Http && row.Username?.Contains(':', StringComparison.Ordinal) == true)
            faults.Add("username has a colon, which ends it in HTTP's basic authentication: write another");
    }

    private static void CheckTcp(UpstreamRow row, string address, UpstreamKind kind, List<string> faults)
    {
        if (!TryAddress(address, out _, out string? asAddress) && !TryName(address, out _, out string? asName))
            faults.Add($"address {(NetAddress.TryParse(address, out _) ? asAddress : asName)}");
        if (row.Port is null or < 1 or > ushort.MaxValue)
            faults.Add($"port is missing or out of range: write 1 to 65535, for most proxies {(kind == UpstreamKind.Http ? 3128 : 1080)}");
    }

    private static void CheckUnixSocket(UpstreamRow row, List<string> faults)
    {
        // unix(7): sun_path holds 108 bytes with the final NUL.
        if (Encoding.UTF8.GetByteCount(row.Address!) > 107 || row.Address!.Contains('\0'))
            faults.Add("address is too long for the path of a Unix socket: write at most 107 bytes");
        if (HasSocket(row) || row.Netns is not null || row.Port is not null)
            faults.Add("port, source_v4, source_v6, device, mark, dscp and netns do not apply to a Unix socket: write NULL");
    }

    private static GroupChoice ChoiceOf(UpstreamRow row, List<string> faults)
    {
        GroupChoice choice = GroupChoice.Order;
        if (row.Choice is not null && !Words.TryParse(row.Choice, out choice))
            faults.Add($"choice {Quote(row.Choice)} is none of {Words.List<GroupChoice>()}");
        return choice;
    }

    /// <summary>IFNAMSIZ is 16 with the final NUL; the rest is what dev_valid_name() of Linux refuses.</summary>
    private static bool IsDevice(string name) =>
        name is not ("" or "." or "..")
        && Encoding.UTF8.GetByteCount(name) <= 15
        && !name.Any(letter => letter is '/' or ':' or '\0' || char.IsWhiteSpace(letter));

    private static NetAddress? Source(string column, string? text, bool isIPv4, List<string> faults)
    {
        if (text is null)
            return null;
        if (!TryAddress(text, out NetAddress address, out string? fault))
            faults.Add($"{column} {fault}");
        else if (address.IsIPv4 != isIPv4)
            faults.Add($"{column} {Quote(text)} is of the other family: write it to {(isIPv4 ? "source_v6" : "source_v4")}");
        else
            return address;
        return null;
    }
}
