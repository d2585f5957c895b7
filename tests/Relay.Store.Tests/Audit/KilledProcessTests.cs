using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Store.Audit;
using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Audit;

public sealed class KilledProcessTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("urelay-journal-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task What_was_appended_survives_kill_9()
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            Environment = { [KilledProcess.Variable] = directory },
            ArgumentList = { typeof(KilledProcess).Assembly.Location },
            RedirectStandardOutput = true,
        })!;
        List<long> appended = [];
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            appended.Add(long.Parse(line, CultureInfo.InvariantCulture));
            if (appended.Count == 20_000)
                process.Kill();
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        FakeSink sink = new();
        await using (FlowJournal next = FlowJournal.Open(directory, 6, 1L << 30, sink, TimeProvider.System, NullLogger.Instance))
            Assert.Equal([5], next.DeadWorkers);
        Dictionary<long, FlowRecord> rows = sink.Rows.ToDictionary(row => row.Id);
        Assert.InRange(rows.Count, appended.Count, appended.Count + 1);
        Assert.All(appended, id => Assert.Equal(id % 2 == 0 ? Outcome.Lost : Outcome.Ok, rows[id].Outcome));
        Assert.Empty(Directory.GetFiles(directory));
    }
}
