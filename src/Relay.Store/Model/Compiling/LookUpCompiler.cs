using System.Collections.Frozen;
using Relay.Store.Dns;
using static Relay.Store.Model.Compiling.CanonicalText;

namespace Relay.Store.Model.Compiling;

/// <summary>The columns of <c>pool</c> that say what the internet side is asked for.</summary>
internal static class LookUpCompiler
{
    public static IReadOnlySet<ushort> Forward(string? text, List<string> faults)
    {
        HashSet<ushort> types = [];
        foreach (string word in text?.Split(',') ?? [])
        {
            if (!RecordType.TryParse(word, out RecordType? type, out string? fault))
                faults.Add($"forward {Quote(word)} {fault}");
            else if (type.Code is DnsType.A or DnsType.Aaaa or DnsType.Cname or DnsType.Dname or DnsType.Ds or DnsType.Soa or DnsType.Ns or DnsType.Ptr or DnsType.Hinfo)
                faults.Add($"forward {word} is answered here, and never forwarded: write types such as CAA, HTTPS, MX, SRV, TXT");
            else
                types.Add(type.Code);
        }
        return types.ToFrozenSet();
    }

    public static NameList CheckExists(string? text, List<string> faults)
    {
        if (text is "*")
            return NameList.All;
        List<DomainName> names = [];
        foreach (string word in text?.Split(',') ?? [])
        {
            if (TryName(word, out DomainName name, out string? fault))
                names.Add(name);
            else
                faults.Add($"check_exists {fault}");
        }
        return names.Count == 0 ? NameList.None : NameList.Of(names);
    }
}
