using Relay.Worker.Linux;
using Relay.Worker.Monitoring;
using Xunit;

namespace Relay.Worker.Tests.Monitoring;

public sealed class SocketDirectoryTests : IDisposable
{
    // Deeper than a Unix socket's path may be.
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("urelay-").FullName, new string('d', 120));
    private readonly SocketDirectory directory;

    public SocketDirectoryTests()
    {
        _ = Directory.CreateDirectory(path);
        directory = SocketDirectory.Open(path);
    }

    public void Dispose()
    {
        directory.Dispose();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void A_socket_is_its_owner_s_alone()
    {
        int listening = directory.Listen("1.2.sock");
        Assert.Equal(["1.2.sock"], directory.Names());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(directory.PathOf("1.2.sock")));
        Libc.Close(listening);
    }

    [Fact]
    public void What_a_dead_worker_left_is_removed_and_the_living_stay()
    {
        Libc.Close(directory.Listen("1.2.sock"));
        int living = directory.Listen("2.3.sock");
        directory.RemoveStale();
        Assert.Equal(["2.3.sock"], directory.Names());
        Libc.Close(living);
    }

    [Fact]
    public void The_missing_directory_is_named() =>
        Assert.Contains("/no/such", Assert.Throws<LinuxException>(() => SocketDirectory.Open("/no/such")).Message, StringComparison.Ordinal);
}
