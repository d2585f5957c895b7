using Relay.Store.Model;
using Xunit;
using static Relay.Store.Tests.Model.Tables;

namespace Relay.Store.Tests.Model;

public sealed class BlockAnswerTests
{
    private static readonly RuleRow NxDomain = Rule(1, "b.test", action: "block", answer: "nxdomain");

    [Theory]
    [InlineData("nxdomain", BlockAnswerKind.NxDomain)]
    [InlineData("nodata", BlockAnswerKind.NoData)]
    [InlineData("192.0.2.1", BlockAnswerKind.Address)]
    [InlineData("2001:db8::1", BlockAnswerKind.Address)]
    public void Is_what_the_row_says(string text, BlockAnswerKind kind)
    {
        BlockAnswer? answer = Answer("a.b.test", Rule(1, "b.test", action: "block", answer: text));
        Assert.Equal(new BlockAnswer(kind, kind == BlockAnswerKind.Address ? NetAddress.Parse(text) : default), answer);
    }

    [Theory]
    [InlineData("regex:^a", "a.test", true)]
    [InlineData("regex:^a", "b.test", false)]
    [InlineData("*", "b.test", true)]
    [InlineData(null, "b.test", true)]
    [InlineData(".b.test", "b.test", false)]
    public void Is_of_the_rules_on_the_name(string? domain, string asked, bool answers) =>
        Assert.Equal(answers, Answer(asked, Rule(1, domain, action: "block", answer: "nodata")) is not null);

    public static TheoryData<string, bool, RuleRow> Others => new()
    {
        { "a relay that wins", false, Rule(2, "=a.b.test") },
        { "a relay that loses", true, Rule(2, "test") },
        { "a relay that wins for some flows", false, Rule(2, "=a.b.test", ports: "443") },
        { "a block without answer that wins", false, Rule(2, "=a.b.test", action: "block") },
        { "a block that wins for some flows", true, Rule(2, "=a.b.test", action: "block", ports: "443") },
        { "a refusal that wins", false, Rule(2, "=a.b.test", action: "drop") },
        { "an address rule", true, Rule(2, "=a.b.test", network: "::/0", priority: 5) },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Beside_another_rule(string what, bool answers, RuleRow other)
    {
        Assert.NotEmpty(what);
        Assert.Equal(answers, Compile(NxDomain, other).Snapshot!.Rules.BlockAnswerFor(DomainName.Parse("a.b.test")) is not null);
    }

    public static TheoryData<RuleRow> Conditional =>
        [NxDomain with { Ports = "443" }, NxDomain with { Transport = "tcp" }, NxDomain with { Network = "::/0" }, NxDomain with { Listener = "lan" },
            NxDomain with { Client = "::1" }, NxDomain with { LearntBy = "sni" }];

    [Theory]
    [MemberData(nameof(Conditional))]
    public void A_rule_with_other_conditions_has_none(RuleRow rule) => Assert.Null(Answer("a.b.test", rule));

    [Theory]
    [InlineData("onion", true)]
    [InlineData("=onion", true)]
    [InlineData(".onion", true)]
    [InlineData("x.onion", true)]
    [InlineData("nonion", false)]
    [InlineData("onion.test", false)]
    [InlineData("*", false)]
    [InlineData("regex:onion", false)]
    [InlineData(null, false)]
    public void Rules_under_onion_are_known(string? domain, bool expected) => Assert.Equal(expected, Good(Rule(1, domain)).HasRuleUnderOnion);

    private static BlockAnswer? Answer(string name, params RuleRow[] rules) => Good(rules).BlockAnswerFor(DomainName.Parse(name));
}
