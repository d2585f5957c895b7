using CsCheck;
using Relay.Store.Model;
using Relay.Store.Model.Compiling;
using Xunit;
using static Relay.Store.Tests.Model.PlainSearch;

namespace Relay.Store.Tests.Model.Compiling;

/// <summary>Rules that were changed again and again are those that would be compiled of the rows as they are, in what wins and in what is wrong.</summary>
public sealed class RuleBookPropertyTests
{
    private const int Ids = 30;

    private static readonly Gen<RuleRow> AnyRow =
        from rule in AnyRule
        from id in Gen.Long[1, Ids]
        from wrong in Gen.Int[0, 11]
        from upstream in Gen.OneOf<string?>(null, null, "proxy", "broken", "nowhere")
        from block in Gen.OneOf("relay", "relay", "block")
        from toDomain in Gen.OneOf<string?>(null, null, null, "{sub}.b.test", "{host}.test", "c.test", "{nothing}")
        from toNetwork in Gen.OneOf<string?>(null, null, null, "fd00::/64", "0.0.0.0/0", "10.2.0.0/16")
        from toPort in Gen.OneOf<long?>(null, null, null, 80)
        select rule with
        {
            Id = id, Upstream = upstream, Action = block, Ports = wrong == 0 ? "0" : rule.Ports, Domain = wrong == 1 ? "Upper.test" : rule.Domain,
            ToDomain = toDomain, ToNetwork = toDomain is null ? toNetwork : null, ToPort = toPort,
        };

    private static readonly Gen<Step> AnyStep =
        from kind in Gen.Int[0, 9]
        from rows in AnyRow.Array[1, 4]
        from gone in Gen.Long[1, Ids].Array[0, 3]
        select new Step(kind, rows, gone);

    [Fact]
    public void Changes_come_to_what_the_rows_come_to() =>
        Gen.Select(AnyRow.Array[0, 25], AnyStep.Array[1, 12], AnyFlow.Array[6], AnyAddress.Array[6]).Sample((first, steps, flows, addresses) =>
        {
            SortedDictionary<long, RuleRow> rows = [];
            foreach (RuleRow row in first)
                rows[row.Id] = row;
            Ways ways = WaysOf(isProxyBroken: false);
            RuleBook book = RuleBook.Compile(rows.Values, ways);
            (RuleBook Before, RuleBook Folded)? folding = null;
            foreach (Step step in steps)
            {
                switch (step.Kind)
                {
                    case 0:
                        ways = WaysOf(isProxyBroken: ways.Upstreams["proxy"].Defect is null);
                        book = book.With(ways);
                        break;
                    case 1:
                        book = book.Fold();
                        folding = null;
                        break;
                    case 2:
                        folding = (book, book.Fold());
                        break;
                    case 3 when folding is { } done:
                        book = book.On(done.Folded, done.Before, ways);
                        folding = null;
                        break;
                    default:
                        book = Edit(book, rows, step, ways);
                        break;
                }
                AssertSame(rows, ways, book, flows, addresses);
            }
        });

    private static RuleBook Edit(RuleBook book, SortedDictionary<long, RuleRow> rows, Step step, Ways ways)
    {
        foreach (long id in step.Gone)
            rows.Remove(id);
        foreach (RuleRow row in step.Rows)
            rows[row.Id] = row;
        long[] changed = [.. step.Gone.Concat(step.Rows.Select(row => row.Id)).Distinct()];
        return book.Edit(changed, rows.Values.Where(row => changed.Contains(row.Id)), ways);
    }

    private static void AssertSame(
        SortedDictionary<long, RuleRow> rows, Ways ways, RuleBook book, FlowFacts[] flows, NetAddress[] addresses)
    {
        RuleBook whole = RuleBook.Compile(rows.Values, ways);
        Assert.Equal(ProblemsOf(whole), ProblemsOf(book));
        RuleRow[] good = [.. rows.Values.Where(row => new RuleCompiler(ways).TryCompile(row, out _, out _))];
        foreach ((FlowFacts flow, NetAddress address) in flows.Zip(addresses))
        {
            Verdict name = book.Rules.MatchName(flow), candidate = book.Rules.MatchAddress(flow, address);
            Assert.Equal(whole.Rules.MatchName(flow), name);
            Assert.Equal(whole.Rules.MatchAddress(flow, address), candidate);
            Assert.Equal(Winner(good, flow, null), name.RuleId);
            Assert.Equal(Winner(good, flow, address), candidate.RuleId);
            Assert.Equal(Matching(good, flow, null), book.Rules.ConsiderName(flow).Where(rule => rule.Matches).Select(rule => rule.Id));
            Assert.Equal(Matching(good, flow, address), book.Rules.ConsiderAddress(flow, address).Where(rule => rule.Matches).Select(rule => rule.Id));
            if (flow.Domain.Value is not null)
                Assert.Equal(whole.Rules.BlockAnswerFor(flow.Domain), book.Rules.BlockAnswerFor(flow.Domain));
        }
        Assert.Equal(whole.Rules.HasRuleUnderOnion, book.Rules.HasRuleUnderOnion);
    }

    private static string[] ProblemsOf(RuleBook book)
    {
        Problems problems = new();
        book.Report(problems);
        return [$"{problems.RejectChange}", .. problems.Found.Select(problem => problem.ToString()).Order(StringComparer.Ordinal)];
    }

    private static Ways WaysOf(bool isProxyBroken) => new(UpstreamCompiler.Compile(
        [isProxyBroken ? Tables.Proxy with { Netns = "n" } : Tables.Proxy, new UpstreamRow { Name = "broken", Kind = "http", Address = "a.test", Port = 80 }],
        new Dictionary<string, NameResolver>(), new Problems()), new Dictionary<string, NameResolver>());

    private sealed record Step(int Kind, RuleRow[] Rows, long[] Gone);
}
