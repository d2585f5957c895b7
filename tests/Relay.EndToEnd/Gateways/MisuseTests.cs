using System.Net;
using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>What cannot be meant, or cannot be done, is one clear line and an exit status.</summary>
public sealed class MisuseTests
{
    [Theory]
    [InlineData(2, "nothing to listen on")]
    [InlineData(2, "--nonsense", "--nonsense")]
    [InlineData(2, "'gopher' is no kind of listener", "--listen", "gopher://[::]:70")]
    [InlineData(2, "'0' is not a port", "--listen", "socks://127.0.0.1:0")]
    [InlineData(2, "'::1' is not an address", "--listen", "socks://::1:1080")]
    [InlineData(2, "'nets' is no option of a listener", "--listen", "socks://[::1]:1080?nets=lab")]
    [InlineData(2, "drain '-1' is not a number", "--listen", "socks://127.0.0.1:1080", "--drain", "-1")]
    [InlineData(2, "resolver 'dns.test' is not an address", "--listen", "socks://127.0.0.1:1080", "--resolver", "dns.test")]
    [InlineData(2, "unmatched 'drop'", "--listen", "socks://127.0.0.1:1080", "--unmatched", "drop")]
    [InlineData(2, "audit 'no' is none of on, off", "--listen", "socks://127.0.0.1:1080", "--audit", "no")]
    [InlineData(1, "--audit-clients hash needs a key: name its file with --audit-key", "--listen", "socks://127.0.0.1:1080", "--audit-clients", "hash")]
    [InlineData(2, "audit-days '0' is not a whole number of days", "--listen", "socks://127.0.0.1:1080", "--audit-days", "0")]
    [InlineData(2, "idle-timeout '1m' is not a whole number of seconds from 1", "--listen", "socks://127.0.0.1:1080", "--idle-timeout", "1m")]
    [InlineData(2, "max '0' is not a number of flows", "--listen", "socks://127.0.0.1:1080?max=0")]
    [InlineData(2, "metrics '9464' is not ADDRESS:PORT", "--listen", "socks://127.0.0.1:1080", "--metrics", "9464")]
    [InlineData(2, "--config missing.json", "--config", "missing.json")]
    [InlineData(1, "no-such-namespace", "--listen", "socks://127.0.0.1:1080?netns=no-such-namespace")]
    [InlineData(1, "192.0.2.1", "--listen", "socks://192.0.2.1:1080")]
    [InlineData(1, "nodev0", "--listen", "socks://127.0.0.1:1080?device=nodev0")]
    [InlineData(1, "127.0.0.1", "--listen", "socks://127.0.0.1:1080", "--store", "postgres://user:word@127.0.0.1:9/relay")]
    [InlineData(1, "/dev/null/urelay.db", "--listen", "socks://127.0.0.1:1080", "--store", "/dev/null/urelay.db")]
    [InlineData(1, "/etc/passwd", "--listen", "socks://127.0.0.1:1080", "--store", "/etc/passwd")]
    public async Task One_line_says_what_is_wrong(int status, string about, params string[] arguments)
    {
        using Urelay urelay = Urelay.As("root");
        AssertOneLine(status, about, await urelay.RunAsync(["run", .. arguments]));
    }

    [Theory]
    [InlineData("transparent://[::1]:8080", "CAP_NET_ADMIN")]
    [InlineData("socks://127.0.0.1:80", "socks://127.0.0.1:80")]
    public async Task A_missing_privilege_is_named(string listener, string about)
    {
        using Urelay nobody = Urelay.As("nobody");
        AssertOneLine(1, about, await nobody.RunAsync("run", "--listen", listener));
    }

    [Fact]
    public async Task A_namespace_that_may_not_be_entered_is_named()
    {
        using Netns space = new("closed");
        using Urelay nobody = Urelay.As("nobody");
        AssertOneLine(1, space.Name, await nobody.RunAsync("run", "--listen", $"socks://127.0.0.1:1080?netns={space.Name}"));
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        using Urelay urelay = Urelay.As("root");
        AssertOneLine(1, "in use", await urelay.RunAsync("run", "--listen", $"socks://{taken.LocalEndPoint}"));
    }

    /// <summary>Before it, the store may have said that it was made.</summary>
    private static void AssertOneLine(int status, string about, ShellResult result)
    {
        string[] lines = [.. result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("urelay: creating the store", StringComparison.Ordinal))];
        Assert.True(result.Status == status && result.Output.Length == 0 && lines.Length == 1, $"status {result.Status}\n{result.Output}{result.Errors}");
        Assert.StartsWith("urelay: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(about, lines[0], StringComparison.Ordinal);
    }
}
