using Relay.Store.Answers;
using Relay.Store.Model;

namespace Relay.Store.Tests.Answers;

/// <summary>Questions and answers as one line of text, so that tests are tables.</summary>
internal static class AnswerText
{
    private static readonly NetAddress Client = NetAddress.Parse("fd00::1");

    public static DnsQuestion Ask(string name, ushort type, bool mayAllocate = true) => new(name, type, Client, mayAllocate);

    public static ushort TypeOf(string type) => type switch
    {
        "A" => DnsType.A,
        "AAAA" => DnsType.Aaaa,
        "PTR" => DnsType.Ptr,
        "SOA" => DnsType.Soa,
        "NS" => DnsType.Ns,
        "TXT" => DnsType.Txt,
        "HTTPS" => DnsType.Https,
        "SVCB" => DnsType.Svcb,
        "ANY" => DnsType.Any,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "add it here"),
    };

    /// <summary><c>NXDOMAIN</c>, <c>SERVFAIL</c>, <c>NODATA</c>, or what the records carry.</summary>
    public static string Of(DnsAnswer answer) => answer.Kind switch
    {
        DnsAnswerKind.NxDomain => "NXDOMAIN",
        DnsAnswerKind.ServFail => "SERVFAIL",
        DnsAnswerKind.Answer when answer.Records.Count == 0 => "NODATA",
        DnsAnswerKind.Answer => string.Join(' ', answer.Records.Select(record => record.Type switch
        {
            DnsType.A or DnsType.Aaaa => record.Address.ToString(),
            DnsType.Soa => "soa",
            DnsType.Hinfo => "hinfo",
            _ => record.Target,
        })),
        _ => answer.Kind.ToString(),
    };
}
