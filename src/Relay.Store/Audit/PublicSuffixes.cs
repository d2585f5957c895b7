using System.Collections.Frozen;
using System.Globalization;

namespace Relay.Store.Audit;

/// <summary>
/// The Public Suffix List (https://publicsuffix.org/list/): under which names the public registers names. Read from the file of the system's package, which keeps it
/// up to date. Both its sections count: <c>alice.github.io</c> is Alice's.
/// </summary>
internal sealed class PublicSuffixes
{
    /// <summary>Debian's package <c>publicsuffix</c> and its namesakes elsewhere.</summary>
    public const string DefaultPath = "/usr/share/publicsuffix/public_suffix_list.dat";

    private const string Comment = "//", Wildcard = "*.";

    private readonly FrozenSet<string> rules;
    private readonly FrozenSet<string> wildcards;
    private readonly FrozenSet<string> exceptions;

    private PublicSuffixes(IEnumerable<string> lines)
    {
        IdnMapping idn = new();
        string[] all = [.. lines.Select(line => line.Trim().Split(' ', '\t')[0]).Where(line => line.Length > 0 && !line.StartsWith(Comment, StringComparison.Ordinal))];
        exceptions = all.Where(rule => rule.StartsWith('!')).Select(rule => idn.GetAscii(rule[1..])).ToFrozenSet();
        wildcards = all.Where(rule => rule.StartsWith(Wildcard, StringComparison.Ordinal)).Select(rule => idn.GetAscii(rule[Wildcard.Length..])).ToFrozenSet();
        rules = all.Where(rule => rule[0] is not ('!' or '*')).Select(rule => idn.GetAscii(rule)).ToFrozenSet();
    }

    /// <exception cref="StoreUnavailableException">There is no such file, or it is none of these lists.</exception>
    public static PublicSuffixes Read(string path)
    {
        try
        {
            PublicSuffixes list = new(File.ReadLines(path));
            return list.rules.Contains("com") ? list : throw new StoreUnavailableException($"{path} is not the Public Suffix List: install the package publicsuffix anew");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StoreUnavailableException($"--audit-domains registrable needs the Public Suffix List: install the package publicsuffix ({e.Message.ReplaceLineEndings(" ")})", e);
        }
    }

    public static PublicSuffixes Parse(IEnumerable<string> lines) => new(lines);

    /// <summary>The suffix and one label more. A name that is itself a suffix stays as it is: it is nobody's.</summary>
    public string RegistrableOf(string name)
    {
        // From the longest candidate on: the rule with the most labels wins, an exception over all.
        for (int at = 0; at >= 0; at = Next(name, at))
        {
            string candidate = name[at..];
            if (exceptions.Contains(candidate))
                return candidate;
            int parent = Next(name, at);
            bool isSuffix = rules.Contains(candidate) || (parent >= 0 && wildcards.Contains(name[parent..])) || parent < 0;
            if (isSuffix)
                return at == 0 ? name : name[(name.LastIndexOf('.', at - 2) + 1)..];
        }
        return name;
    }

    /// <summary>Where the next label begins, or -1.</summary>
    private static int Next(string name, int at) => name.IndexOf('.', at) is >= 0 and int dot ? dot + 1 : -1;
}
