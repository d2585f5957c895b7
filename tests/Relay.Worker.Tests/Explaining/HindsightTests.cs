using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Explaining;
using Xunit;

namespace Relay.Worker.Tests.Explaining;

public sealed class HindsightTests
{
    private static readonly RecordedFlow Row = new()
    {
        Id = 1, Listener = "lan", ClientAddress = "192.0.2.9", AskedAddress = "2001:db8::1", AskedPort = 443, Domain = "a.test", LearntBy = "phantom", RuleId = 3, Upstream = "direct",
        AcceptedAt = "2026-11-25 08:00:00.000000", DialingAt = "2026-11-25 08:00:00.001000", Outcome = "reset_by_remote", Revision = 5,
    };

    private static readonly Dictionary<long, WrittenRule> NoRules = [];

    [Fact]
    public void What_the_client_asked_for_is_asked_again()
    {
        Inquiry asked = Hindsight.InquiryOf(Row, out IReadOnlyList<string> notes)!;
        Assert.Equal(new Inquiry { Address = NetAddress.Parse("2001:db8::1"), Port = 443, Client = NetAddress.Parse("192.0.2.9"), Listener = "lan" }, asked);
        Assert.Empty(notes);
        Inquiry socks = Hindsight.InquiryOf(Row with { AskedAddress = null, LearntBy = "socks_name" }, out notes)!;
        Assert.Equal((DomainName.Parse("a.test"), true), (socks.Domain, socks.BySocks));
        Assert.Empty(notes);
    }

    [Fact]
    public void A_name_that_says_what_it_stands_for_was_told_by_SOCKS()
    {
        Inquiry asked = Hindsight.InquiryOf(Row with { AskedAddress = null, Domain = "i-hx-7-5.u-relay.home.arpa", LearntBy = "substitution" }, out IReadOnlyList<string> notes)!;
        Assert.Equal(("i-hx-7-5.u-relay.home.arpa", true), (asked.Domain.Value, asked.BySocks));
        Assert.Empty(notes);
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0")]
    [InlineData("hash-0123456789abcdef01234567", "::")]
    public void What_the_audit_hides_is_said(string client, string asked)
    {
        Assert.Equal(asked, Hindsight.InquiryOf(Row with { ClientAddress = client }, out IReadOnlyList<string> notes)!.Client.ToString());
        Assert.Contains(client, Assert.Single(notes), StringComparison.Ordinal);
        Assert.Equal("a.test", Hindsight.InquiryOf(Row with { AskedAddress = null }, out notes)!.Domain.Value);
        Assert.Contains("--audit-domains", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_does_not_say_what_was_asked_for_is_not_explained()
    {
        Assert.Null(Hindsight.InquiryOf(Row with { AskedAddress = null, Domain = null }, out _));
        Assert.Null(Hindsight.InquiryOf(Row with { AskedPort = 0 }, out _));
    }

    [Fact]
    public void However_a_relayed_flow_ended_it_was_relayed() => Assert.Empty(Differences(Row, new Conclusion { Verdict = Conclusion.Relayed, RuleId = 3, Upstream = "direct" }));

    [Fact]
    public void A_member_of_a_group_is_the_group() =>
        Assert.Empty(Differences(Row, new Conclusion { Verdict = Conclusion.Relayed, RuleId = 3, Upstream = "either", Members = ["proxy", "direct"] }));

    [Fact]
    public void Each_difference_is_told()
    {
        Conclusion today = Conclusion.RefusedAs(Outcome.Blocked, null) with { RuleId = 4 };
        Assert.Equal(["relayed then, blocked today", "rule 3 then, which was deleted, 4 today"], Differences(Row, today));
        Assert.Equal(
            ["rule 3 then, which is not enabled any more, none today", "upstream direct then, proxy today"],
            Differences(Row, new Conclusion { Verdict = Conclusion.Relayed, Upstream = "proxy" }, new() { [3] = new WrittenRule(new RuleRow { Id = 3, Action = "relay" }, Enabled: false, null) }));
    }

    [Fact]
    public void Other_rewrites_are_told()
    {
        Conclusion today = new() { Verdict = Conclusion.Relayed, RuleId = 3, Upstream = "direct", Rewrites = "rule 3 → b.test:443" };
        Assert.Equal(["rewritten by no rule then, by rule 3 → b.test:443 today"], Differences(Row, today));
        Assert.Empty(Differences(Row with { Rewrites = "rule 3 → b.test:443" }, today));
        Assert.Empty(Differences(Row with { AskedAddress = null }, today));
    }

    [Fact]
    public void What_is_not_decided_is_no_difference() => Assert.Empty(Differences(Row, new Conclusion { Verdict = Conclusion.Undecided, RuleId = 3 }));

    private static IReadOnlyList<string> Differences(RecordedFlow row, Conclusion today, Dictionary<long, WrittenRule>? rules = null) => Hindsight.Differences(
        row, new Explanation { Asked = new AskedFor("a.test", 443, false, "::", "lan", "address"), Revision = 6, Steps = [], Conclusion = today }, rules ?? NoRules);
}
