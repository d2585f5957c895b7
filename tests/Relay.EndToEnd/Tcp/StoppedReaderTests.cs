using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Relay.EndToEnd.Lab;
using Xunit;

namespace Relay.EndToEnd.Tcp;

/// <summary>A reader that stops for long keeps its window closed, and its flow: it answers the kernel's probes.</summary>
public sealed partial class StoppedReaderTests(InternetSide internet)
{
    private const int Port = 2300, Length = 48_000_000, MemoryLimit = 24 << 20;

    /// <summary>Each probe comes twice as late as the one before, the first after 0.2 s: 5 take longer than a dead peer is given here, 10 take three minutes.</summary>
    private static readonly int Probes = int.Parse(Environment.GetEnvironmentVariable("URELAY_STALL_PROBES") ?? "5", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(Side.Client)]
    [InlineData(Side.Server)]
    public async Task Is_waited_for_in_bounded_memory_and_loses_nothing(Side reading)
    {
        int port = Port + (int)reading;
        TaskCompletionSource<Socket> accepting = new();
        TaskCompletionSource done = new();
        internet.Serve(port, server =>
        {
            accepting.SetResult(server.Socket);
            return done.Task;
        });
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--keepalive", "1");
        using Socket client = await worker.OpenAsync(port);
        Socket server = await accepting.Task.WithinDeadline();
        (Socket reader, Socket writer) = reading == Side.Client ? (client, server) : (server, client);
        int process = worker.Worker.Program.Id;
        long before = ResidentBytes(process);

        KeyedBytes stream = new(9);
        Task<int> writing = writer.SendAsync(stream.Take(0, Length));
        while (!SocketTable.Of(process).Any(HasProbedLong))
            await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(writing.IsCompleted);
        Assert.InRange(ResidentBytes(process) - before, long.MinValue, MemoryLimit);

        await reader.ReadAsync(stream, 0, Length);
        Assert.Equal(Length, await writing.WithinDeadline());
        client.End();
        done.SetResult();
        AuditRow row = await worker.Worker.AuditAsync(row => row.AskedPort == port && row.Outcome != "open");
        Assert.Equal(("ok", (long)Length), (row.Outcome, row.BytesUp + row.BytesDown));
    }

    private static bool HasProbedLong(string connection) =>
        connection.Contains("timer:(persist", StringComparison.Ordinal) && Backoff().Match(connection) is { Success: true } backoff
        && int.Parse(backoff.Groups[1].ValueSpan, CultureInfo.InvariantCulture) >= Probes;

    private static long ResidentBytes(int process) =>
        long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    [GeneratedRegex(@"\bbackoff:(\d+)")]
    private static partial Regex Backoff();
}
