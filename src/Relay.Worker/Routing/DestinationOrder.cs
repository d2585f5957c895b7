using System.Numerics;
using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>
/// Destination address selection: RFC 6724 section 6, with the history that RFC 8305 section 4 puts before and between its rules. What is reached by a tunnel (rule 7) is told by
/// the device that has the source, as in glibc. Rule 4 is left out: a home address is one of Mobile IPv6 (RFC 6275), which on Linux a daemon must mark (IFA_F_HOMEADDRESS), and none does
/// that is still kept; a relay is no node that roams, either.
/// </summary>
internal static class DestinationOrder
{
    /// <summary>Of IPv4 where that is preferred: the line of gai.conf(5) that everybody knows.</summary>
    private const int PreferredIPv4 = 100;

    /// <summary>RFC 6724 section 6 rule 9 looks at the source's prefix; of interface identifiers nothing follows.</summary>
    private const int LongestPrefix = 64;

    /// <returns>Negative where the left one is first; and which rule says so.</returns>
    public static int Compare(in RankedCandidate left, in RankedCandidate right, bool prefersIPv4, out OrderRule rule)
    {
        NetAddress a = left.Candidate.Address, b = right.Candidate.Address;
        rule = OrderRule.Failures;
        if (left.Past.HasFailed != right.Past.HasFailed)
            return left.Past.HasFailed ? 1 : -1;
        rule = OrderRule.Reachability;
        bool leftReached = left.Source != SourceAddress.None, rightReached = right.Source != SourceAddress.None;
        if (leftReached != rightReached)
            return leftReached ? -1 : 1;
        rule = OrderRule.SourceScope;
        bool leftScope = HasSameScope(a, left.Source), rightScope = HasSameScope(b, right.Source);
        if (leftScope != rightScope)
            return leftScope ? -1 : 1;
        rule = OrderRule.Deprecation;
        if (left.Source.IsDeprecated != right.Source.IsDeprecated)
            return left.Source.IsDeprecated ? 1 : -1;
        rule = OrderRule.Label;
        bool leftLabel = HasSameLabel(a, left.Source), rightLabel = HasSameLabel(b, right.Source);
        if (leftLabel != rightLabel)
            return leftLabel ? -1 : 1;
        rule = OrderRule.Precedence;
        if (PrecedenceOf(b, prefersIPv4) - PrecedenceOf(a, prefersIPv4) is not 0 and int byPrecedence)
            return byPrecedence;
        rule = OrderRule.Encapsulation;
        if (left.Source.IsEncapsulated != right.Source.IsEncapsulated)
            return left.Source.IsEncapsulated ? 1 : -1;
        rule = OrderRule.Scope;
        if (PolicyTable.ScopeOf(a) - PolicyTable.ScopeOf(b) is not 0 and int byScope)
            return byScope;
        rule = OrderRule.Time;
        if ((left.Past.Milliseconds ?? int.MaxValue).CompareTo(right.Past.Milliseconds ?? int.MaxValue) is not 0 and int byTime)
            return byTime;
        rule = OrderRule.Prefix;
        if (CommonPrefix(b, right.Source) - CommonPrefix(a, left.Source) is not 0 and int byPrefix)
            return byPrefix;
        rule = OrderRule.AsTheyCame;
        return 0;
    }

    private static int PrecedenceOf(NetAddress address, bool prefersIPv4) =>
        prefersIPv4 && address.IsIPv4 ? PreferredIPv4 : PolicyTable.PolicyOf(address).Precedence;

    private static bool HasSameScope(NetAddress destination, SourceAddress source) =>
        source.Address is not { } from || PolicyTable.ScopeOf(from) == PolicyTable.ScopeOf(destination);

    private static bool HasSameLabel(NetAddress destination, SourceAddress source) =>
        source.Address is not { } from || PolicyTable.PolicyOf(from).Label == PolicyTable.PolicyOf(destination).Label;

    /// <summary>Of IPv6 only: among IPv4 addresses it defeats the round-robin of servers (RFC 6724 section 10.7), and means nothing behind NAT.</summary>
    private static int CommonPrefix(NetAddress destination, SourceAddress source) =>
        destination.IsIPv4 || source.Address is not { } from ? 0
        : Math.Min(LongestPrefix, BitOperations.LeadingZeroCount(destination.High64 ^ from.High64));
}
