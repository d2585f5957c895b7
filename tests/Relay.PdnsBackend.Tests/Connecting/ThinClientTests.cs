using System.Net.Sockets;
using System.Text;
using Relay.PdnsBackend.Connecting;
using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Connecting;

public sealed class ThinClientTests : IDisposable
{
    private const string Soa = "DATA\t0\t1\t.\tIN\tSOA\t1\t1\ta.urelay.invalid. hostmaster.urelay.invalid. 1 3600 600 86400 1";

    private readonly MemoryPhantoms phantoms = new();
    private readonly RecordingLog log = new();
    private readonly StringWriter errors = new();

    public void Dispose() => errors.Dispose();

    [Fact]
    public async Task Passes_on_what_the_server_says()
    {
        await using BackendSocket backend = new(phantoms, log);
        string[] answers = Talk(backend.Path, "HELO\t5", Question("a.test", "ANY"), Question("x.invalid", "ANY"), "AXFR\t1\t.", "CMD\thelp", "what?", Question(".", "ANY"), "PING");
        Assert.Equal("OK\turelay-pdns", answers[0]);
        Assert.StartsWith("DATA\t0\t1\ta.test\tIN\tAAAA\t300\t1\tfd75:", answers[1], StringComparison.Ordinal);
        Assert.Equal(
            ["END", "END", "FAIL", "urelay-pdns takes no commands; ask the tables, or urelay explain", "END", "FAIL", Soa, "DATA\t0\t1\t.\tIN\tNS\t300\t1\ta.urelay.invalid", "END", "END"],
            answers[2..]);
        Assert.Equal("", errors.ToString());
    }

    /// <summary>A server that is away must keep PowerDNS neither from its start (the banner) nor in a question (a SOA that failed).</summary>
    [Fact]
    public void Without_a_server_it_greets_and_fails_but_for_SOA()
    {
        string[] answers = Talk("/nowhere/pdns.sock", "HELO\t5", Question(".", "SOA"), Question("a.test", "SOA"), Question("a.test", "ANY"), Question(".", "SOA"), "PING");
        Assert.Equal(["OK\turelay-pdns", Soa, "END", "END", "FAIL", Soa, "END", "FAIL"], answers);
        Assert.Single(errors.ToString().TrimEnd('\n').Split('\n'));
        Assert.StartsWith("urelay-pdns: /nowhere/pdns.sock: ", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HELO\t6")]
    [InlineData("PING")]
    [InlineData("Q\ta.test\tIN\tANY\t1\t::1\t::1\t::1/128")]
    public void Nothing_is_asked_before_a_version_is_agreed_on(string line) => Assert.Equal(["FAIL"], Talk("/nowhere/pdns.sock", line));

    /// <summary>It accepts nobody: the kernel lets a client connect, and nothing comes.</summary>
    [Fact]
    public void A_server_that_hangs_is_not_waited_for()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-hang-");
        string path = Path.Combine(directory.FullName, "pdns.sock");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Assert.Equal(["OK\turelay-pdns", "FAIL"], Talk(path, "HELO\t5", Question("a.test", "ANY")));
        directory.Delete(recursive: true);
    }

    /// <summary>The server takes the question and dies. The next one answers it, and PowerDNS notices nothing.</summary>
    [Fact]
    public async Task A_question_that_a_dead_server_had_is_asked_again()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-again-");
        string path = Path.Combine(directory.FullName, "pdns.sock");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Task serving = Task.Run(() => ServeThree(listener), TestContext.Current.CancellationToken);
        Assert.Equal(["OK\turelay-pdns", "DATA\t0\t1\ta.test\tIN\tAAAA\t300\t1\tfd00::1", "END"], Talk(path, "HELO\t5", Question("a.test", "ANY")));
        Assert.Equal("", errors.ToString());
        await serving;
        directory.Delete(recursive: true);
    }

    private static void ServeThree(Socket listener)
    {
        Serve(listener, "DATA\t0\t1\ta.te");
        Serve(listener, "");
        Serve(listener, "DATA\t0\t1\ta.test\tIN\tAAAA\t300\t1\tfd00::1\nEND\n");
    }

    /// <summary>Greets, takes one question, says what it is to say, and is gone.</summary>
    private static void Serve(Socket listener, string answer)
    {
        using Socket client = listener.Accept();
        using NetworkStream stream = new(client);
        using StreamReader lines = new(stream);
        Assert.Equal("HELO\t5", lines.ReadLine());
        client.Send("OK\tother\n"u8);
        Assert.Equal(Question("a.test", "ANY"), lines.ReadLine());
        client.Send(Encoding.ASCII.GetBytes(answer));
    }

    private static string Question(string name, string type) => $"Q\t{name}\tIN\t{type}\t-1\t192.0.2.1\t192.0.2.53\t192.0.2.1/32";

    private string[] Talk(string path, params string[] lines)
    {
        using MemoryStream input = new(Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n")))), output = new();
        using ServerLink link = new(path, errors, TimeProvider.System);
        new ThinClient(link).Run(input, output);
        return Encoding.ASCII.GetString(output.ToArray()).TrimEnd('\n').Split('\n');
    }
}
