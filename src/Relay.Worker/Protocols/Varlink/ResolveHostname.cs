using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Protocols.Varlink;

/// <summary>
/// The method <c>io.systemd.Resolve.ResolveHostname</c> over varlink (https://varlink.org): JSON, each message ended by a zero byte.
/// <code>
/// {"method":"io.systemd.Resolve.ResolveHostname","parameters":{"name":"example.com","family":2,"flags":256}}
/// {"parameters":{"addresses":[{"ifindex":2,"family":2,"address":[192,0,2,1]}],"name":"example.com","flags":…}}
/// {"error":"io.systemd.Resolve.DNSError","parameters":{"rcode":3}}
/// </code>
/// </summary>
internal static class ResolveHostname
{
    private const string Interface = "io.systemd.Resolve.";
    private const int Inet = 2, Inet6 = 10;

    /// <summary>SD_RESOLVED_NO_SEARCH: names arrive here complete.</summary>
    private const int NoSearch = 1 << 8;

    public static string Question(DomainName name, ushort type) => new JsonObject
    {
        ["method"] = Interface + "ResolveHostname",
        ["parameters"] = new JsonObject { ["name"] = name.Value, ["family"] = FamilyOf(type), ["flags"] = NoSearch },
    }.ToJsonString() + '\0';

    public static ResolvedReply Read(string text, ushort type)
    {
        try
        {
            using JsonDocument reply = JsonDocument.Parse(text);
            JsonElement parameters = reply.RootElement.TryGetProperty("parameters", out JsonElement given) ? given : default;
            if (reply.RootElement.TryGetProperty("error", out JsonElement error))
                return Failed(error.GetString() ?? "", parameters);
            return new ResolvedReply(DnsResponseCode.NoError, [.. parameters.GetProperty("addresses").EnumerateArray().Select(each => AddressOf(each, type)).OfType<NetAddress>()]);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new ResolvedReply(null, [], "something else than an answer");
        }
    }

    private static ResolvedReply Failed(string error, JsonElement parameters)
    {
        int? code = error switch
        {
            Interface + "NoSuchResourceRecord" => DnsResponseCode.NoError,
            Interface + "DNSError" when parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("rcode", out JsonElement rcode)
                && rcode.GetInt32() == DnsResponseCode.NxDomain => DnsResponseCode.NxDomain,
            _ => null,
        };
        return new ResolvedReply(code, [], error);
    }

    /// <summary>Null for one of the other family, or of another form.</summary>
    private static NetAddress? AddressOf(JsonElement entry, ushort type)
    {
        if (entry.GetProperty("family").GetInt32() != FamilyOf(type))
            return null;
        byte[] bytes = [.. entry.GetProperty("address").EnumerateArray().Select(each => each.GetByte())];
        return bytes.Length == (type == DnsType.A ? 4 : 16) && NetAddress.FromBytes(bytes) is var address && address.IsIPv4 == (type == DnsType.A) ? address : null;
    }

    private static int FamilyOf(ushort type) => type == DnsType.A ? Inet : Inet6;
}
