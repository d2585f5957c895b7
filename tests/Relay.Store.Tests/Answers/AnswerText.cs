using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;

namespace Relay.Store.Tests.Answers;

/// <summary>Questions and answers as one line of text, so that tests are tables.</summary>
internal static class AnswerText
{
    private static readonly NetAddress Client = NetAddress.Parse("fd00::1");

    public static DnsQuestion Ask(string name, ushort type, bool mayAllocate = true, DnsAsker asker = DnsAsker.Client) => new(name, type, Client, mayAllocate, asker);

    /// <summary>ANY is PowerDNS' question, and gets all.</summary>
    public static DnsQuestion Ask(string name, string type) => Ask(name, TypeOf(type), asker: type == "ANY" ? DnsAsker.PowerDns : DnsAsker.Client);

    public static ushort TypeOf(string type) =>
        type == "ANY" ? DnsType.Any : RecordType.TryParse(type, out RecordType? known, out string? fault) ? known.Code : throw new ArgumentException(fault, nameof(type));

    /// <summary><c>NXDOMAIN</c>, <c>SERVFAIL</c>, <c>NODATA</c>, or what the records carry; before that the aliases that led there.</summary>
    public static string Of(DnsAnswer answer)
    {
        string[] aliases = [.. answer.Records.Where(record => record.Type == DnsType.Cname).Select(record => $"-> {record.Target}")];
        string[] records = [.. answer.Records.Where(record => record.Type != DnsType.Cname).Select(Of)];
        return string.Join(' ', answer.Kind switch
        {
            DnsAnswerKind.NxDomain => [.. aliases, "NXDOMAIN"],
            DnsAnswerKind.ServFail => ["SERVFAIL"],
            DnsAnswerKind.Answer when records.Length > 0 => [.. aliases, .. records],
            DnsAnswerKind.Answer when answer.Soa is null => aliases,
            DnsAnswerKind.Answer => [.. aliases, "NODATA"],
            _ => [answer.Kind.ToString()],
        });
    }

    private static string Of(DnsRecord record) => record.Type switch
    {
        DnsType.A or DnsType.Aaaa => record.Address.ToString(),
        DnsType.Soa => "soa",
        DnsType.Hinfo => "hinfo",
        _ => record.Target ?? record.Content ?? "",
    };
}
