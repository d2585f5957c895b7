using System.Globalization;
using Relay.Store.Model;
using Xunit;
using static Relay.Store.Tests.Model.Tables;

namespace Relay.Store.Tests.Model;

public sealed class LookUpCostTests
{
    [Fact]
    public void Look_ups_allocate_nothing()
    {
        RuleSet rules = Good([.. Enumerable.Range(1, 1000).Select(Some)]);
        FlowFacts named = Flow("www.host77.example.com", port: 8080);
        FlowFacts literal = Flow(null);
        NetAddress candidate = NetAddress.Parse("10.7.7.7");

        // The first turn makes what is made once: the states of the regex' automaton.
        long before = 0;
        int found = 0;
        for (int turn = 0; turn < 1000; turn++)
        {
            if (turn == 1)
                before = GC.GetAllocatedBytesForCurrentThread();
            found += rules.MatchName(named).RuleId is null ? 0 : 1;
            found += rules.MatchName(literal).RuleId is null ? 0 : 1;
            found += rules.MatchAddress(named, candidate).RuleId is null ? 0 : 1;
            found += rules.BlockAnswerFor(named.Domain) is null ? 0 : 1;
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(3000, found);
    }

    private static RuleRow Some(int n) => n switch
    {
        < 600 => Rule(n, Text($"host{n}.example.com"), action: "block", answer: "nodata"),
        < 990 => Rule(n, "com", Text($"10.{n % 8}.{n % 256}.0/24"), ports: "1-10000"),
        990 => Rule(n, network: "10.7.7.0/24") with { ToNetwork = "fd00:64::/96", ToPort = 8443 },
        991 => Rule(n, "regex:^never\\."),
        _ => Rule(n, "*", client: "fd00::/8"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
