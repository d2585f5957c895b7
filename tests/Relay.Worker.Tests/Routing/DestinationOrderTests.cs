using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Routing;
using Xunit;

namespace Relay.Worker.Tests.Routing;

/// <summary>RFC 6724 section 10.2, "Default Destination Address Selection", with its addresses; and what RFC 8305 adds.</summary>
public sealed class DestinationOrderTests
{
    [Theory]
    // Prefer matching scope.
    [InlineData("2001:db8:1::1 from 2001:db8:1::2", "198.51.100.121 from 169.254.13.78", "2001:db8:1::1", "SourceScope")]
    [InlineData("2001:db8:1::1 from fe80::1", "198.51.100.121 from 198.51.100.117", "198.51.100.121", "SourceScope")]
    // Prefer higher precedence.
    [InlineData("2001:db8:1::1 from 2001:db8:1::2", "10.1.2.3 from 10.1.2.4", "2001:db8:1::1", "Precedence")]
    // Prefer smaller scope.
    [InlineData("2001:db8:1::1 from 2001:db8:1::2", "fe80::1 from fe80::2", "fe80::1", "Scope")]
    // Prefer matching label: Teredo, 6to4, unique local addresses.
    [InlineData("2002:c633:6401::1 from 2002:c633:6401::2", "2001:db8:1::1 from fe80::1", "2002:c633:6401::1", "SourceScope")]
    [InlineData("2002:c633:6401::1 from 2002:c633:6401::2", "2001:db8:1::1 from 2001:db8:1::2", "2001:db8:1::1", "Precedence")]
    [InlineData("2001:db8:1::1 from fd00::2", "192.0.2.1 from 198.51.100.7", "192.0.2.1", "Label")]
    // Avoid deprecated addresses: the last rule of RFC 6724 that comes before labels and precedence.
    [InlineData("2001:db8:1::1 from 2001:db8:1::2/deprecated", "10.1.2.3 from 10.1.2.4", "10.1.2.3", "Deprecation")]
    [InlineData("2001:db8:1::1 from 2001:db8:1::2/deprecated", "2001:db8:1::3 from fe80::1", "2001:db8:1::1", "SourceScope")]
    // Prefer native transport, but what the policy table prefers first.
    [InlineData("2001:db8:1::1 from 2001:db8:1::2/encapsulated", "2001:db8:3::1 from 2001:db8:4::2", "2001:db8:3::1", "Encapsulation")]
    [InlineData("2001:db8:1::1 from 2001:db8:1::2/encapsulated", "10.1.2.3 from 10.1.2.4", "2001:db8:1::1", "Precedence")]
    // Avoid unusable destinations.
    [InlineData("2001:db8:1::1 from -", "192.0.2.1 from 198.51.100.7", "192.0.2.1", "Reachability")]
    // Use the longest matching prefix: of IPv6, up to the interface identifier.
    [InlineData("2001:db8:1::1 from 2001:db8:1::2", "2001:db8:3ffe::1 from 2001:db8:3f44::2", "2001:db8:1::1", "Prefix")]
    [InlineData("192.0.2.1 from 198.51.100.7", "198.51.100.1 from 198.51.100.7", "192.0.2.1", "AsTheyCame")]
    [InlineData("2001:db8::ffff from 2001:db8::1", "2001:db8::2 from 2001:db8::1", "2001:db8::ffff", "AsTheyCame")]
    // Of a proxy's sources nothing is known.
    [InlineData("192.0.2.1 from ?", "2001:db8::1 from ?", "2001:db8::1", "Precedence")]
    [InlineData("2001:db8::1 from ?", "192.0.2.1 from 198.51.100.7", "2001:db8::1", "Precedence")]
    // RFC 8305 section 4: what has failed is last, what was quick is first of its like.
    [InlineData("2001:db8::1 from 2001:db8::9 failed", "192.0.2.1 from 198.51.100.7", "192.0.2.1", "Failures")]
    [InlineData("192.0.2.1 from ? 10", "2001:db8::1 from ?", "2001:db8::1", "Precedence")]
    [InlineData("192.0.2.1 from ? 20", "192.0.2.2 from ? 10", "192.0.2.2", "Time")]
    [InlineData("192.0.2.1 from ?", "192.0.2.2 from ? 900", "192.0.2.2", "Time")]
    public void The_first_rule_that_tells_them_apart_decides(string left, string right, string first, string rule)
    {
        RankedCandidate a = Read(left), b = Read(right);
        int order = DestinationOrder.Compare(a, b, prefersIPv4: false, out OrderRule decided);
        Assert.Equal((first, rule), ((order <= 0 ? a : b).Candidate.Address.ToString(), decided.ToString()));
        Assert.Equal(-Math.Sign(order), Math.Sign(DestinationOrder.Compare(b, a, prefersIPv4: false, out _)));
    }

    [Fact]
    public void Where_IPv4_is_preferred_it_has_the_highest_precedence()
    {
        RankedCandidate six = Read("2001:db8::1 from 2001:db8::9"), four = Read("192.0.2.1 from 198.51.100.7");
        Assert.True(DestinationOrder.Compare(six, four, prefersIPv4: true, out _) > 0);
        // Not where nothing leads there.
        Assert.True(DestinationOrder.Compare(six, Read("192.0.2.1 from -"), prefersIPv4: true, out _) < 0);
    }

    [Fact]
    public void Any_three_addresses_have_an_order()
    {
        string[] sources = ["?", "-", "2001:db8::9", "fd00::9", "198.51.100.7", "fe80::9", "198.51.100.7 failed", "? 10", "2001:db8::9 10", "2001:db8::9/deprecated", "2001:db8::9/encapsulated"];
        string[] addresses = ["2001:db8::1", "fd00::1", "192.0.2.1", "10.0.0.1", "2002:c000:201::1", "2606:4700::1"];
        RankedCandidate[] all = [.. from address in addresses from source in sources select Read($"{address} from {source}")];
        foreach (RankedCandidate a in all)
        {
            foreach (RankedCandidate b in all)
            {
                foreach (RankedCandidate c in all)
                {
                    if (Before(a, b) && Before(b, c) && !Before(a, c))
                        Assert.Fail($"{a} {b} {c}");
                }
            }
        }

        static bool Before(in RankedCandidate left, in RankedCandidate right) => DestinationOrder.Compare(left, right, prefersIPv4: false, out _) <= 0;
    }

    /// <summary><c>ADDRESS from SOURCE</c>, of a source <c>?</c> for one that nobody knows and <c>-</c> for none, with a trait behind a slash; then <c>failed</c>, or milliseconds.</summary>
    private static RankedCandidate Read(string text)
    {
        string[] words = text.Split(' ');
        SourceAddress source = words[2] switch
        {
            "?" => SourceAddress.Unknown,
            "-" => SourceAddress.None,
            _ => words[2].Split('/') is [{ } address, .. { } traits]
                ? SourceAddress.Of(NetAddress.Parse(address), traits.Length == 0 ? AddressTraits.None : Enum.Parse<AddressTraits>(traits[0], ignoreCase: true)) : SourceAddress.Unknown,
        };
        string? past = words.Length > 3 ? words[3] : null;
        AddressPast told = past == "failed" ? new AddressPast(null, true) : new AddressPast(past is null ? null : int.Parse(past, System.Globalization.CultureInfo.InvariantCulture), false);
        return new RankedCandidate(new Candidate(new Target(default, NetAddress.Parse(words[0]), 443), new Upstream { Name = "direct", Kind = UpstreamKind.Direct }, null, null, null), source, told);
    }
}
