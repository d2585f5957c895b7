using System.Net.Sockets;
using Relay.PdnsBackend.Serving;
using Xunit;

namespace Relay.PdnsBackend.Tests.Serving;

public sealed class SocketPlaceTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-place-");
    private readonly string path;

    public SocketPlaceTests() => path = Path.Combine(directory.FullName, "pdns.sock");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void Is_for_its_user_and_group_and_gone_at_the_end()
    {
        using (SocketPlace.Open(path))
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(path));
            Connect();
        }
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Is_one_processs_at_a_time()
    {
        using SocketPlace place = SocketPlace.Open(path);
        Assert.StartsWith("another process serves on " + path, Assert.Throws<IOException>(() => SocketPlace.Open(path)).Message, StringComparison.Ordinal);
        Connect();
    }

    /// <summary>As <c>kill -9</c> leaves it, in the middle of its making too.</summary>
    [Fact]
    public void What_a_dead_process_has_left_is_replaced()
    {
        foreach (string left in (string[])[path, path + ".new"])
        {
            using Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            dead.Bind(new UnixDomainSocketEndPoint(left + ".bound"));
            File.Move(left + ".bound", left);
        }
        Assert.Throws<SocketException>(Connect);
        using SocketPlace place = SocketPlace.Open(path);
        Connect();
    }

    [Fact]
    public void A_file_is_not_replaced()
    {
        File.WriteAllText(path, "precious");
        Assert.Contains("no socket", Assert.Throws<IOException>(() => SocketPlace.Open(path)).Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("/nowhere/pdns.sock")]
    [InlineData("/proc/pdns.sock")]
    public void A_place_where_nothing_can_be_is_named(string nowhere) =>
        Assert.Contains("/pdns.sock", Assert.ThrowsAny<IOException>(() => SocketPlace.Open(nowhere)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_path_too_long_is_refused() =>
        Assert.Contains("name a shorter one", Assert.Throws<IOException>(() => SocketPlace.Open("/" + new string('x', 110))).Message, StringComparison.Ordinal);

    private void Connect()
    {
        using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
    }
}
