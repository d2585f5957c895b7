using static Relay.Store.Model.Compiling.CanonicalText;

namespace Relay.Store.Model.Compiling;

/// <summary>The columns of <c>upstream</c> about TLS to a proxy.</summary>
internal static class UpstreamTlsReader
{
    public static UpstreamTls? Read(UpstreamRow row, bool isProxy, List<string> faults)
    {
        if (!row.Tls)
        {
            if ((row.TlsName ?? row.TlsCa) is not null)
                faults.Add("tls_name and tls_ca go with tls: write NULL, or set tls to true");
            return null;
        }
        if (!isProxy)
            faults.Add("tls is for proxies: write false, or kind socks5 or http");
        if (row.TlsCa is { } ca && (!ca.StartsWith('/') || ca.Contains('\0')))
            faults.Add($"tls_ca {Quote(ca)} is no path from /: write that of a PEM file");
        string? name = row.TlsName ?? (row.Address?.StartsWith('/') == true ? null : row.Address);
        if (name is null)
            faults.Add("tls_name is missing: write the name that the certificate of the proxy behind the socket is for");
        else if (row.TlsName is not null && !TryAddress(name, out _, out string? asAddress) && !TryName(name, out _, out string? asName))
            faults.Add($"tls_name {(NetAddress.TryParse(name, out _) ? asAddress : asName)}");
        return new UpstreamTls(name ?? "", row.TlsCa);
    }
}
