using System.Diagnostics.CodeAnalysis;
using System.Text;
using Relay.Store.Answers;
using Relay.Store.Dns;

namespace Relay.PdnsBackend.Wire;

/// <summary>A record in the words of PowerDNS, each of which it can read.</summary>
/// <param name="Name">As it was asked for: PowerDNS compares nothing, and a wrong name would go out.</param>
/// <param name="Type">A type that PowerDNS knows.</param>
/// <param name="Ttl">In seconds.</param>
/// <param name="Content">Printable, as in a zone file.</param>
internal sealed record PdnsRecord(string Name, string Type, uint Ttl, string Content)
{
    /// <summary>PowerDNS asks with the id that our SOA had, and does nothing else with it.</summary>
    public const int ZoneId = 1;

    /// <summary>RFC 2181 section 8.</summary>
    private const uint MaxTtl = int.MaxValue;

    /// <summary>False where PowerDNS could not read it.</summary>
    public static bool TryMake(DnsRecord record, [NotNullWhen(true)] out PdnsRecord? made)
    {
        made = IsName(record.Name) && PdnsType.NameOf(record.Type) is { } type && record.Ttl <= MaxTtl && ContentOf(record) is { } content
            ? new PdnsRecord(record.Name, type, record.Ttl, content)
            : null;
        return made is not null;
    }

    private static string? ContentOf(DnsRecord record) => record.Type switch
    {
        DnsType.A => record.Address.IsIPv4 ? record.Address.ToString() : null,
        DnsType.Aaaa => record.Address.IsIPv4 ? null : record.Address.ToString(),
        DnsType.Ptr or DnsType.Ns or DnsType.Cname => IsName(record.Target) ? record.Target : null,
        DnsType.Mx or DnsType.Srv => IsText(record.Content) && record.Content.IndexOf(' ', StringComparison.Ordinal) > 0 ? record.Content : null,
        DnsType.Any => null,
        _ => IsText(record.Content) ? record.Content : null,
    };

    private static bool IsName([NotNullWhen(true)] string? name) => name is not null && Ascii.IsValid(name) && PdnsName.IsValid(Encoding.ASCII.GetBytes(name));

    private static bool IsText([NotNullWhen(true)] string? text) =>
        !string.IsNullOrWhiteSpace(text) && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text[0] != ' ' && text[^1] != ' ';
}
