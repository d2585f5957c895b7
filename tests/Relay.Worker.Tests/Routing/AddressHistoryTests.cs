using Relay.Store.Model;
using Relay.Worker.Routing;
using Xunit;

namespace Relay.Worker.Tests.Routing;

public sealed class AddressHistoryTests : IDisposable
{
    private static readonly NetAddress Address = NetAddress.Parse("2001:db8::1");

    private static readonly long Begin = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-history");

    private string Path => System.IO.Path.Combine(directory.FullName, AddressHistoryFile.Name);

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void The_time_that_connecting_takes_is_smoothed_and_known_for_a_day()
    {
        AddressHistory history = new();
        Assert.Equal(default, history.Find("direct", Address, Begin));
        history.NoteConnected("direct", Address, TimeSpan.FromMilliseconds(40), Begin);
        history.NoteConnected("direct", Address, TimeSpan.FromMilliseconds(80), Begin);
        Assert.Equal(new AddressPast(50, false), history.Find("direct", Address, Begin));
        Assert.Equal(default, history.Find("other", Address, Begin));
        Assert.Equal(default, history.Find("direct", Address, After(TimeSpan.FromDays(1))));
    }

    [Fact]
    public void A_failure_is_known_for_ten_minutes_or_until_it_connects()
    {
        AddressHistory history = new();
        history.NoteFailed("direct", Address, Begin);
        Assert.True(history.Find("direct", Address, After(TimeSpan.FromMinutes(9))).HasFailed);
        Assert.False(history.Find("direct", Address, After(TimeSpan.FromMinutes(10))).HasFailed);
        history.NoteConnected("direct", Address, TimeSpan.FromMilliseconds(1), After(TimeSpan.FromMinutes(1)));
        Assert.Equal(new AddressPast(1, false), history.Find("direct", Address, After(TimeSpan.FromMinutes(2))));
    }

    [Fact]
    public void It_never_holds_more_than_it_may_and_the_longest_known_leaves()
    {
        AddressHistory history = new(capacity: 3);
        for (uint i = 0; i < 10; i++)
            history.NoteFailed("direct", NetAddress.FromIPv4(i), Begin);
        Assert.Equal([7u, 8u, 9u], history.Read(Begin).Select(entry => entry.Key.Address.Low32));
    }

    [Fact]
    public void What_is_written_is_known_after_a_restart()
    {
        AddressHistory before = new(), after = new();
        before.NoteConnected("the second line", Address, TimeSpan.FromMilliseconds(40), Begin);
        before.NoteFailed("direct", NetAddress.Parse("192.0.2.1"), Begin);
        before.NoteFailed("direct", NetAddress.Parse("192.0.2.2"), Begin - TimeSpan.FromHours(1).Ticks);
        new AddressHistoryFile(Path).Save(before, Begin);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        Assert.Equal(0, new AddressHistoryFile(Path).Load(after));
        Assert.Equal(new AddressPast(40, false), after.Find("the second line", Address, Begin));
        Assert.True(after.Find("direct", NetAddress.Parse("192.0.2.1"), Begin).HasFailed);
        // What is of no use any more is not kept.
        Assert.Equal(2, after.Read(Begin).Count);
        Assert.Equal(["addresses"], directory.GetFiles().Select(file => file.Name));
    }

    [Fact]
    public void Without_a_file_nothing_is_known() => Assert.Equal(0, new AddressHistoryFile(Path).Load(new AddressHistory()));

    [Theory]
    [InlineData("2001:db8::1\t5\t40\t0")]
    [InlineData("2001:db8::1\t5\t40\t0\t")]
    [InlineData("localhost\t5\t40\t0\tdirect")]
    [InlineData("2001:db8::1\t-5\t40\t0\tdirect")]
    [InlineData("2001:db8::1\t5\t99999999999\t0\tdirect")]
    [InlineData("")]
    public void Lines_that_make_no_sense_are_counted_and_the_others_are_taken(string line)
    {
        File.WriteAllText(Path, $"{line}\n192.0.2.1\t{Begin}\t7\t0\tdirect\n");
        AddressHistory history = new();
        Assert.Equal(1, new AddressHistoryFile(Path).Load(history));
        Assert.Equal(new AddressPast(7, false), history.Find("direct", NetAddress.Parse("192.0.2.1"), Begin));
    }

    private static long After(TimeSpan time) => Begin + time.Ticks;
}
