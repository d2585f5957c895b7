using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Operation;

/// <summary>A file system of a few megabytes that is really full, with the database and the journal on it.</summary>
public sealed class FullDiskTests(InternetSide internet)
{
    private const byte GeneralFailure = 1, ConnectionRefused = 5;

    /// <summary>More than a segment of the journal and the one that is made ahead hold.</summary>
    private const int Enough = 60_000;

    [Theory]
    [InlineData("refuse")]
    [InlineData("count")]
    public async Task What_cannot_be_kept_is_refused_or_counted_until_there_is_room_again(string policy)
    {
        Urelay user = Urelay.As("root");
        using SmallDisk disk = new(user.Home);
        using PrivateSide lab = new();
        using SocksWorker socks = await SocksWorker.StartAsync(
            internet, user, [("known.test", [internet.Address6])], "--journal-full", policy, "--listen", lab.TransparentListener, "--listen", lab.DnsListener);
        using SmallDisk first = disk; // unmounted before the worker's user goes, with that directory
        Assert.Equal("hello\n", (await lab.RunAsync("curl", "-sS", "--max-time", "40", "http://known.test/")).Output);
        await socks.Worker.AuditAsync("known.test");

        disk.Fill();
        Assert.Contains("status: SERVFAIL", (await lab.RunAsync("dig", "+time=20", "+tries=1", "new.test", "AAAA")).Output, StringComparison.Ordinal);
        Assert.Equal("hello\n", (await lab.RunAsync("curl", "-sS", "--max-time", "40", "http://known.test/")).Output);
        await socks.Worker.Program.WaitForAsync("database or disk is full'; make room on its file system");
        int relayed = await DialUntilTheJournalIsFullAsync(socks);
        Assert.Equal(policy == "refuse" ? GeneralFailure : ConnectionRefused, await DialAsync(socks));
        Assert.Matches("journal .* is full \\(.*(No space left on device|the disk was full)", socks.Worker.Program.Errors);
        // Neither is told for every flow.
        Assert.InRange(socks.Worker.Program.Errors.Split('\n').Length, 1, 200);

        disk.MakeRoom();
        await socks.Worker.Program.WaitForAsync("audit: the database takes rows again");
        await socks.Worker.Program.WaitForAsync("has room again");
        await UntilAsync(async () => (await lab.RunAsync("dig", "+time=20", "+tries=1", "new.test", "AAAA")).Output.Contains("status: NOERROR", StringComparison.Ordinal));
        Assert.Equal(ConnectionRefused, await DialAsync(socks));
        await UntilAsync(() => Task.FromResult(Count(socks, "SELECT count(*) FROM connection WHERE outcome = 'refused'") + Count(socks, "SELECT coalesce(sum(flows), 0) FROM audit_loss WHERE policy = 'count'") >= relayed + 1));
        if (policy == "count")
            Assert.InRange(Count(socks, "SELECT sum(flows) FROM audit_loss"), 1, Enough);
        Assert.Equal("ok", socks.Worker.Sql("PRAGMA integrity_check").Trim());
    }

    [Fact]
    public async Task No_room_for_a_journal_at_the_start_is_one_line()
    {
        using Urelay user = Urelay.As("root");
        using SmallDisk disk = new(user.Home);
        Assert.Equal(0, (await user.RunAsync("migrate", "--store", Path.Combine(user.Home, "urelay.db"))).Status);
        disk.Fill();
        ShellResult result = await user.RunAsync("run", "--store", Path.Combine(user.Home, "urelay.db"), "--listen", "socks://127.0.0.1:1080");
        string line = Assert.Single(result.Errors.TrimEnd().Split('\n'));
        Assert.Equal(1, result.Status);
        Assert.Matches("^urelay: the (store|journal of flows) .*(No space left on device|disk is full|disk, which may be full)", line);
        disk.MakeRoom();
    }

    /// <returns>How many flows were relayed, to a port where nobody listens.</returns>
    private static async Task<int> DialUntilTheJournalIsFullAsync(SocksWorker socks)
    {
        int relayed = 0, dialed = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
        {
            while (socks.CountOf("is full (") == 0 && Interlocked.Increment(ref dialed) < Enough)
            {
                byte reply = await DialAsync(socks);
                if (reply == ConnectionRefused)
                    Interlocked.Increment(ref relayed);
                else
                    Assert.Equal(GeneralFailure, reply);
            }
        });
        Assert.InRange(dialed, 1, Enough);
        Assert.NotEqual(0, socks.CountOf("is full ("));
        return relayed;
    }

    private static async Task<byte> DialAsync(SocksWorker socks)
    {
        using Socket socket = await socks.AskAsync(InternetSide.ClosedPort);
        return await SocksWorker.ReplyAsync(socket);
    }

    private static long Count(SocksWorker socks, string sql) => AuditRows.Query<long>(socks.Worker.Store, sql).Single();

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (int tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 600, "it did not come to be");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
