using System.Globalization;
using Relay.Store;
using Relay.Store.Model;

namespace Relay.Worker.Explaining;

/// <summary>A connection of the audit: what is to be explained today, and how that differs from what happened.</summary>
internal static class Hindsight
{
    /// <summary>What the client asked for, as far as the audit knows it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="notes">What it does not know.</param>
    /// <returns>Null where it does not say what was asked for.</returns>
    public static Inquiry? InquiryOf(RecordedFlow row, out IReadOnlyList<string> notes)
    {
        List<string> missing = [];
        notes = missing;
        bool hasAddress = NetAddress.TryParse(row.AskedAddress, out NetAddress address);
        bool hasName = DomainName.TryParse(row.Domain, out DomainName domain);
        if (row.AskedPort is < 1 or > ushort.MaxValue || (!hasAddress && !hasName))
            return null;
        bool isSpeaking = !hasAddress && SpecialDomain.Contains(domain);
        if (!hasAddress && !isSpeaking && row.LearntBy != Spelling.Of(LearntBy.SocksName))
            missing.Add("the audit knows a part of the name at most (--audit-domains): that part is explained");
        if (!TryClient(row.ClientAddress, out NetAddress client))
            missing.Add($"the audit knows the client as {row.ClientAddress} only: rules about clients are asked about {client}");
        bool bySocks = isSpeaking || row.LearntBy is "socks_name" or "socks_address";
        return new Inquiry
        {
            Domain = hasAddress ? default : domain,
            Address = hasAddress ? address : default,
            Port = (ushort)row.AskedPort,
            Client = client,
            Listener = row.Listener,
            BySocks = bySocks,
        };
    }

    /// <summary>What would be otherwise today.</summary>
    public static IReadOnlyList<string> Differences(RecordedFlow row, Explanation today, IReadOnlyDictionary<long, WrittenRule> rules)
    {
        List<string> differences = [];
        string then = row.DialingAt is null ? row.Outcome : Conclusion.Relayed, now = today.Conclusion.Outcome ?? today.Conclusion.Verdict;
        if (then != now && now != Conclusion.Undecided)
            differences.Add($"{then} then, {now} today");
        Compare("rule", row.RuleId, today.Conclusion.RuleId);
        Compare("address rule", row.AddressRuleId, today.Conclusion.AddressRuleId);
        // Where the audit hides names, it hides the asked address and the rewrites too.
        if (row.Rewrites != today.Conclusion.Rewrites && (row.Rewrites ?? row.AskedAddress) is not null)
            differences.Add($"rewritten by {row.Rewrites ?? "no rule"} then, by {today.Conclusion.Rewrites ?? "no rule"} today");
        if (row.Upstream is not null && today.Conclusion.Upstream is { } upstream && upstream != row.Upstream && today.Conclusion.Members?.Contains(row.Upstream) != true)
            differences.Add($"upstream {row.Upstream} then, {upstream} today");
        return differences;

        void Compare(string what, long? before, long? after)
        {
            if (before == after)
                return;
            string gone = before is not { } id ? "" : !rules.TryGetValue(id, out WrittenRule? rule) ? ", which was deleted" : rule.Enabled ? "" : ", which is not enabled any more";
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"{what} {Text(before)} then{gone}, {Text(after)} today"));
        }
    }

    private static string Text(long? id) => id?.ToString(CultureInfo.InvariantCulture) ?? "none";

    /// <summary>Of a network its first address, of a hash the unspecified one: then false.</summary>
    private static bool TryClient(string text, out NetAddress client)
    {
        if (NetAddress.TryParse(text, out client))
            return true;
        client = NetPrefix.TryParse(text, out NetPrefix network) ? network.Address : default;
        return false;
    }
}
