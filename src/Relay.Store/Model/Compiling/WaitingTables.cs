using System.Globalization;

namespace Relay.Store.Model.Compiling;

/// <summary>
/// Tables that this version does not act on. Their rows are named, so that nobody believes them in force; nothing is sent another way without them: a member of a
/// substitution and a rule that names a resolver are refused, and a name whose records are not served keeps its phantom address.
/// </summary>
internal static class WaitingTables
{
    public static Problems Compile(WaitingRows rows)
    {
        Problems problems = new();
        foreach (SubstitutionRow row in rows.Substitutions)
            problems.Note("substitution", Key(row.GroupId), "substitution is not supported by this version: flows to addresses of the group are refused; delete the row, or leave it for a later version");
        foreach (ResolverRow row in rows.Resolvers)
            problems.Note("resolver", row.Name, "resolver is not supported by this version: flows of rules that name it are refused; delete the row, or leave it for a later version");
        foreach (DnsZoneRow row in rows.DnsZones)
            problems.Note("dns_zone", row.Name, "dns_zone is not supported by this version: names of the zone are answered like others; delete the row, or leave it for a later version");
        foreach (DnsRecordRow row in rows.DnsRecords)
            problems.Note("dns_record", Key(row.Id), [.. RecordFault(row), "dns_record is not supported by this version: the name is answered like others; delete the row, or leave it for a later version"]);
        return problems;
    }

    /// <summary>What a database's checks may have let pass: the strings of TXT and CAA, which SQLite cannot take apart.</summary>
    private static IEnumerable<string> RecordFault(DnsRecordRow row)
    {
        if (row.Type is not ("TXT" or "CAA"))
            yield break;
        string text = row.Type == "CAA" ? row.Content[Math.Max(0, row.Content.IndexOf('"'))..] : row.Content;
        if (!ZoneStrings.TryCount(text, out int count))
            yield return $"content {CanonicalText.Quote(row.Content)} is no list of quoted strings of at most 255 bytes: write one such as \"v=spf1 -all\", with \\\" for a quote";
        else if (row.Type == "CAA" && count != 1)
            yield return $"content {CanonicalText.Quote(row.Content)} has {count} values: write one";
    }

    private static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);
}
