using System.Text;
using static Relay.Store.Model.Compiling.CanonicalText;

namespace Relay.Store.Model.Compiling;

/// <summary>Rows of <c>upstream</c>, by name. A broken one stays, with its <see cref="Upstream.Defect"/>: flows sent there are refused.</summary>
internal static class UpstreamCompiler
{
    private const string Table = "upstream";

    public static Dictionary<string, Upstream> Compile(IReadOnlyList<UpstreamRow> rows, Problems problems)
    {
        Dictionary<string, Upstream> upstreams = [];
        foreach (UpstreamRow row in rows)
        {
            List<string> faults = [];
            Upstream upstream = Read(row, faults);
            if (faults.Count > 0)
            {
                problems.Note(Table, row.Name, faults);
                upstream = upstream with { Defect = string.Join("; ", faults) };
            }
            if (!upstreams.TryAdd(row.Name, upstream))
                problems.Reject(Table, row.Name, "name is there twice: delete one of the rows");
        }
        upstreams.TryAdd(Upstream.DirectName, new Upstream { Name = Upstream.DirectName, Kind = UpstreamKind.Direct });
        return upstreams;
    }

    private static Upstream Read(UpstreamRow row, List<string> faults)
    {
        if (!Words.TryParse(row.Kind, out UpstreamKind kind))
            faults.Add($"kind {Quote(row.Kind)} is none of {Words.List<UpstreamKind>()}");
        else if (kind == UpstreamKind.Direct)
            CheckDirect(row, faults);
        else if (kind == UpstreamKind.Socks5)
            CheckSocks5(row, faults);
        else
            faults.Add($"kind {row.Kind} is not supported by this version: write socks5 or direct");
        if (row.Netns is not null)
            faults.Add("netns is not supported by this version: write NULL");
        if (row.ProxyProtocol is not null)
            faults.Add("proxy_protocol is not supported by this version: write NULL");
        if (row.Device is { } device && !IsDevice(device))
            faults.Add($"device {Quote(device)} is no name of a network interface: see 'ip link'");
        if (row.Mark is < 0 or > uint.MaxValue)
            faults.Add($"mark {row.Mark} is out of range: write 0 to {uint.MaxValue}");
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
            Device = row.Device,
            Mark = row.Mark is >= 0 and <= uint.MaxValue ? (uint)row.Mark : 0,
        };
    }

    private static void CheckDirect(UpstreamRow row, List<string> faults)
    {
        if ((row.Address ?? row.Username ?? row.Password) is not null || row.Port is not null)
            faults.Add("address, port, username and password are those of a proxy, and kind is direct: write NULL, or kind socks5");
    }

    private static void CheckSocks5(UpstreamRow row, List<string> faults)
    {
        if (row.Address is null)
            faults.Add("address is missing: write the proxy's address or name, or the path of its Unix socket");
        else if (row.Address.StartsWith('/'))
            CheckUnixSocket(row, faults);
        else
            CheckTcp(row, row.Address, faults);
        if (row.Username is null != row.Password is null)
            faults.Add("username and password go together: write both or neither");
        // RFC 1929 section 2: ULEN and PLEN are 1 to 255.
        if (row.Username is { } username && Encoding.UTF8.GetByteCount(username) is 0 or > 255)
            faults.Add("username has not 1 to 255 bytes");
        if (row.Password is { } password && Encoding.UTF8.GetByteCount(password) is 0 or > 255)
            faults.Add("password has not 1 to 255 bytes");
    }

    private static void CheckTcp(UpstreamRow row, string address, List<string> faults)
    {
        if (!TryAddress(address, out _, out string? asAddress) && !TryName(address, out _, out string? asName))
            faults.Add($"address {(NetAddress.TryParse(address, out _) ? asAddress : asName)}");
        if (row.Port is null or < 1 or > ushort.MaxValue)
            faults.Add("port is missing or out of range: write 1 to 65535, for most proxies 1080");
    }

    private static void CheckUnixSocket(UpstreamRow row, List<string> faults)
    {
        // unix(7): sun_path holds 108 bytes with the final NUL.
        if (Encoding.UTF8.GetByteCount(row.Address!) > 107 || row.Address!.Contains('\0'))
            faults.Add("address is too long for the path of a Unix socket: write at most 107 bytes");
        if ((row.SourceV4 ?? row.SourceV6 ?? row.Device) is not null || row.Port is not null || row.Mark is not (null or 0))
            faults.Add("port, source_v4, source_v6, device and mark do not apply to a Unix socket: write NULL");
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
