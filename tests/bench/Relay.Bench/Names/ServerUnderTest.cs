namespace Relay.Bench.Names;

/// <summary>A server that is up and warm, in a directory of its own.</summary>
internal sealed class ServerUnderTest : IDisposable
{
    private const int WarmUpSeconds = 4, MaxWarmUps = 10;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-dns-bench-");
    private readonly Dnsperf dnsperf;
    private readonly Questions questions;
    private RunningServer? running;

    private ServerUnderTest(NameServer server, int port)
    {
        Name = server.Name;
        dnsperf = new(port, server.IsSigned);
        questions = new(directory.FullName);
    }

    public string Name { get; }

    /// <exception cref="MeasureFailedException">It does not come to answer.</exception>
    public static async Task<ServerUnderTest> StartAsync(NameServer server, int port)
    {
        ServerUnderTest started = new(server, port);
        try
        {
            started.running = await server.StartAsync(started.directory.FullName, port);
            await started.WaitAsync(started.running);
            await started.WarmUpAsync();
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>Answers a second.</summary>
    public async Task<double> AskAsync(Figure kind, int seconds)
    {
        string file = questions.FileOf(kind, seconds);
        using CancellationTokenSource done = new();
        Task purging = running!.PurgeAsync(done.Token);
        try
        {
            return await dnsperf.AskAsync(file, seconds);
        }
        finally
        {
            await done.CancelAsync();
            await purging;
        }
    }

    public double PrivateMebibytes() => running!.PrivateMebibytes();

    public void Dispose()
    {
        running?.Dispose();
        directory.Delete(recursive: true);
    }

    /// <summary>Until all its processes know all names, and have compiled what they run: until it gets no quicker twice, because the machine may have been busy once.</summary>
    private async Task WarmUpAsync()
    {
        double best = 0;
        int slower = 0;
        string file = questions.FileOf(Questions.Kinds[0], 0);
        // Each pass below begins with the first name: the last ones would be new while the server is measured.
        _ = await dnsperf.AskOnceAsync(file);
        for (int pass = 0; pass < MaxWarmUps && slower < 2; pass++)
        {
            double rate = await dnsperf.AskAsync(file, WarmUpSeconds);
            slower = rate < best * 1.1 ? slower + 1 : 0;
            best = Math.Max(best, rate);
        }
    }

    private async Task WaitAsync(RunningServer server)
    {
        for (int i = 0; i < 100 && !server.HasEnded; i++)
        {
            if (await dnsperf.HasAddressAsync(Questions.Known[0]) && await dnsperf.HasAddressAsync($"first.{Questions.NewZone}"))
                return;
            await Task.Delay(100);
        }
        string logs = string.Join(' ', Directory.GetFiles(directory.FullName, "*.log").SelectMany(File.ReadLines).TakeLast(3));
        throw new MeasureFailedException($"it did not come to answer: {logs}");
    }
}
