using System.Text.RegularExpressions;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>PowerDNS and the worker on one SQLite store: the one gives out phantoms, the other understands them.</summary>
public sealed class PdnsTests(InternetSide internet)
{
    [Fact]
    public async Task Names_from_PowerDNS_lead_through_the_worker()
    {
        string[] names = [.. Enumerable.Range(1, 20).Select(n => $"site{n}.example.test")];
        using PrivateSide lab = new();
        using Worker worker = await Worker.StartAsync([lab.TransparentListener], [.. names.Select(name => (name, (string[])[internet.Address4]))]);
        using Pdns pdns = new(lab, worker.Store);
        await pdns.WaitAsync();

        ShellResult[] answers = await Task.WhenAll(names.Select(name => lab.RunAsync("curl", "-sS", "--max-time", "40", $"http://{name}/")));
        Assert.All(answers, answer => Assert.True(answer is { Status: 0, Output: "hello\n" }, answer + pdns.Log));
        IReadOnlyList<AuditRow> rows = await AuditRows.WaitAsync(worker.Store, rows => rows.Count(row => row.Outcome == "ok") >= names.Length);
        Assert.Equal(names.Order(), rows.Select(row => row.Domain).Order());
        foreach (AuditRow row in rows)
            Assert.Equal(row.AskedAddress, await lab.PhantomOfAsync(row.Domain!));

        string phantom = await lab.PhantomOfAsync(names[0]);
        Assert.Equal(names[0] + ".\n", (await lab.RunAsync("dig", "+short", "-x", phantom)).Output);
        string negative = (await lab.RunAsync("dig", names[0], "A")).Output;
        Assert.Matches(new Regex(@"status: NOERROR.*ANSWER: 0, AUTHORITY: 1.*\sIN\s+SOA\s", RegexOptions.Singleline), negative);
    }
}
