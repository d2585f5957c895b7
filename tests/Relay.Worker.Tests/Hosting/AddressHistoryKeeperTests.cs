using Microsoft.Extensions.Time.Testing;
using Relay.Store.Model;
using Relay.Worker.Hosting;
using Relay.Worker.Routing;
using Xunit;

namespace Relay.Worker.Tests.Hosting;

public sealed class AddressHistoryKeeperTests : IDisposable
{
    private static readonly NetAddress Address = NetAddress.Parse("2001:db8::1");

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-keeper");
    private readonly FakeTimeProvider time = new();
    private readonly LineRecorder log = new();

    private string Path => System.IO.Path.Combine(directory.FullName, "addresses");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void It_is_written_once_a_minute_where_something_is_new_and_at_the_end()
    {
        AddressHistory history = new();
        using (AddressHistoryKeeper keeper = new(Path, history, log, time))
        {
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.False(File.Exists(Path));
            history.NoteFailed("direct", Address, Now);
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.Single(File.ReadAllLines(Path));
            history.NoteFailed("direct", NetAddress.Parse("2001:db8::2"), Now);
        }
        Assert.Equal(2, File.ReadAllLines(Path).Length);
        AddressHistory next = new();
        using (AddressHistoryKeeper keeper = new(Path, next, log, time))
            Assert.True(next.Find("direct", Address, Now).HasFailed);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public void What_cannot_be_written_is_said_once()
    {
        AddressHistory history = new();
        using AddressHistoryKeeper keeper = new("/nowhere/addresses", history, log, time);
        for (int i = 0; i < 3; i++)
        {
            history.NoteFailed("direct", Address, Now);
            time.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.StartsWith("/nowhere/addresses, which keeps how addresses did over restarts, cannot be used: ", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_make_no_sense_are_said()
    {
        File.WriteAllText(Path, "nonsense\n");
        using AddressHistoryKeeper keeper = new(Path, new AddressHistory(), log, time);
        Assert.Equal($"1 lines of {Path} make no sense, and are left out", Assert.Single(log.Lines));
    }

    private long Now => time.GetUtcNow().UtcTicks;
}
