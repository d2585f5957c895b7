using Relay.Store.Answers;
using Relay.Store.Model;
using Relay.TestKit;
using Xunit;
using static Relay.Store.Tests.Model.Tables;

namespace Relay.Store.Tests.Answers;

public sealed class RuleAnswersTests
{
    private static readonly Snapshot Snapshot = TestSnapshots.Of(
        rules: Good(
            Rule(1, "ads.test", action: "block", answer: "nxdomain"),
            Rule(2, "quiet.test", action: "block", answer: "nodata"),
            Rule(3, "four.test", action: "block", answer: "192.0.2.1"),
            Rule(4, "six.test", action: "block", answer: "2001:db8::1"),
            Rule(5, "hidden.onion"),
            Rule(6, "_x.pinned.test", action: "block", answer: "nxdomain"),
            Rule(7, "local", action: "block", answer: "192.0.2.1")),
        pinned: new Dictionary<uint, DomainName> { [1] = DomainName.Parse("www.ads.test") });

    [Theory]
    [InlineData("ads.test", "AAAA", "NXDOMAIN")]
    [InlineData("WWW.Ads.test", "AAAA", "NXDOMAIN")] // before the static mapping
    [InlineData("x.ads.test", "ANY", "NXDOMAIN")]
    [InlineData("quiet.test", "AAAA", "NODATA")]
    [InlineData("quiet.test", "ANY", "hinfo")]
    [InlineData("four.test", "A", "192.0.2.1")]
    [InlineData("four.test", "AAAA", "NODATA")]
    [InlineData("four.test", "ANY", "192.0.2.1")]
    [InlineData("six.test", "AAAA", "2001:db8::1")]
    [InlineData("six.test", "A", "NODATA")]
    [InlineData("six.test", "HTTPS", "NODATA")]
    [InlineData("_x.pinned.test", "TXT", "NXDOMAIN")]
    [InlineData("printer.local", "A", "NXDOMAIN")] // special names come first
    [InlineData("other.test", "AAAA", "WantsPhantom")]
    // A rule that knows a way to Tor, for the names it is for and all others (design section 5).
    [InlineData("hidden.onion", "AAAA", "WantsPhantom")]
    [InlineData("other.onion", "A", "NODATA")]
    public void Have_the_answer_of_their_rule(string name, string type, string expected)
    {
        DnsAnswer answer = DnsAnswers.Answer(AnswerText.Ask(name, type), TestSnapshots.DefaultPool, Snapshot, new MemoryPhantoms());
        Assert.Equal(expected, AnswerText.Of(answer));
        Assert.All(answer.Records, record => Assert.Equal(1u, record.Ttl));
        // What rules answer is told to be theirs, and nothing else is.
        bool isRules = !expected.StartsWith("Wants", StringComparison.Ordinal) && !name.EndsWith("local", StringComparison.Ordinal) && !name.EndsWith("onion", StringComparison.Ordinal);
        Assert.Equal(isRules ? DnsReason.Blocked : null, answer.Reason);
    }
}
