using System.Diagnostics;
using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>The serving process and its thin co-processes, as processes.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-serve-");
    private readonly string socket;

    public ServeTests() => socket = Path.Combine(directory.FullName, "pdns.sock");

    public void Dispose() => directory.Delete(recursive: true);

    /// <summary>Killed between two questions, which is what PowerDNS' own client of such a socket does not survive.</summary>
    [Fact]
    public async Task A_co_process_outlives_its_server()
    {
        using PipeProcess before = await PipeProcess.StartAsync("--connect", socket);
        Assert.Null(await before.AskAsync("a.test"));
        string? address = null;
        for (int life = 0; life < 3; life++)
        {
            using LoggedProcess server = Serve();
            await server.Ready;
            string found = await AskUntilAnsweredAsync(before, "a.test");
            Assert.Equal(address ??= found, found);
            server.Kill();
        }
        Assert.True(before.IsAlive);
    }

    /// <summary>PowerDNS itself, whose caches are off, so that each question needs the server.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task So_does_PowerDNS(bool isRemote)
    {
        string[] off = ["--cache-ttl=0", "--query-cache-ttl=0", "--negquery-cache-ttl=0"];
        using LoggedProcess first = Serve();
        await first.Ready;
        using PdnsServer server = isRemote ? PdnsServer.OfRemote(socket, off) : new PdnsServer($"{UrelayPdns.Path} --connect {socket}", off);
        string before = await DigUntilAnsweredAsync(server);
        first.Kill();
        Assert.Contains("status: SERVFAIL", await server.DigAsync("new.test", "AAAA"), StringComparison.Ordinal);
        using LoggedProcess second = Serve();
        Assert.Equal(before, await DigUntilAnsweredAsync(server));
    }

    [Fact]
    public async Task Co_processes_see_one_store()
    {
        using LoggedProcess server = Serve();
        await server.Ready;
        PipeProcess[] clients = [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PipeProcess.StartAsync("--connect", socket)))];
        string?[] addresses = await Task.WhenAll(clients.Select(client => AskUntilAnsweredAsync(client, "a.test")));
        Assert.Single(addresses.Distinct());
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task SIGTERM_ends_it_in_order()
    {
        using LoggedProcess server = Serve();
        await server.Ready;
        using PipeProcess client = await PipeProcess.StartAsync("--connect", socket);
        _ = await AskUntilAnsweredAsync(client, "a.test");
        Shell.Run("kill", $"{server.Id}");
        Assert.Equal(0, await server.EndAsync());
        Assert.False(File.Exists(socket));
    }

    [Fact]
    public async Task A_second_server_on_the_socket_says_so_and_the_first_goes_on()
    {
        using LoggedProcess server = Serve();
        await server.Ready;
        ShellResult second = await Shell.TryRunAsync(UrelayPdns.Path, Options(socket));
        Assert.Equal((2, ""), (second.Status, second.Output));
        Assert.StartsWith($"urelay-pdns: another process serves on {socket}", second.Errors, StringComparison.Ordinal);
        using PipeProcess client = await PipeProcess.StartAsync("--connect", socket);
        _ = await AskUntilAnsweredAsync(client, "a.test");
    }

    /// <summary>As systemd passes it: descriptor 3, LISTEN_FDS and LISTEN_PID (sd_listen_fds(3)).</summary>
    [Fact]
    public async Task Serves_on_a_socket_that_it_is_passed()
    {
        const string Pass = """
            $^F = 9; my $path = shift; my $listener = IO::Socket::UNIX->new(Local => $path, Listen => 9) or die "$path: $!";
            POSIX::dup2(fileno $listener, 3); ($ENV{LISTEN_FDS}, $ENV{LISTEN_PID}) = (1, $$); exec @ARGV;
            """;
        using LoggedProcess server = new(new ProcessStartInfo("perl", ["-MIO::Socket::UNIX", "-MPOSIX", "-e", Pass, socket, UrelayPdns.Path, .. Options("systemd")]), IsServing);
        await server.Ready;
        using PipeProcess client = await PipeProcess.StartAsync("--connect", socket);
        _ = await AskUntilAnsweredAsync(client, "a.test");
    }

    private static bool IsServing(string line) => line.Contains("serves on ", StringComparison.Ordinal);

    private LoggedProcess Serve() => new(new ProcessStartInfo(UrelayPdns.Path, Options(socket)), IsServing);

    private string[] Options(string where) => ["--store", Path.Combine(directory.FullName, "relay.db"), "--serve", where];

    private static async Task<string> DigUntilAnsweredAsync(PdnsServer server) =>
        (await server.DigUntilServedAsync("a.test", "AAAA")).Split('\n').Single(line => line.StartsWith("a.test.", StringComparison.Ordinal));

    /// <summary>While the store is being opened, questions fail.</summary>
    private static async Task<string> AskUntilAnsweredAsync(PipeProcess client, string name)
    {
        string? address = null;
        while (address is null && client.IsAlive)
            address = await client.AskAsync(name);
        return address ?? throw new InvalidOperationException("the co-process has ended");
    }
}
