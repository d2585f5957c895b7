using System.Net.Sockets;
using System.Text;
using Relay.PdnsBackend.Serving;
using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Serving;

public sealed class ServerTests
{
    private const int Connections = 100, Questions = 100;

    private readonly MemoryPhantoms phantoms = new();
    private readonly RecordingLog log = new();

    /// <summary>10,000, by both protocols. Each connection sends all that it has before it reads.</summary>
    [Fact]
    public async Task Ten_thousand_questions_at_once_get_each_its_answer()
    {
        await using BackendSocket backend = new(phantoms, log);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(number => AskManyAsync(backend.Path, number, isRemote: number % 2 == 0)));
        Assert.Equal(Connections * Questions, phantoms.Count);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task What_a_client_sends_or_leaves_harms_no_other()
    {
        await using BackendSocket backend = new(phantoms, log);
        foreach (string sent in (string[])["", "\n", "HELO", "HELO\t5\nQ\ta", "{", new string('x', 100_000), "HELO\t5\nQ\ta.test\tIN\tANY\t-1\t::1\t::1\t::1/128\n"])
        {
            using Socket client = Connect(backend.Path);
            client.Send(Encoding.ASCII.GetBytes(sent));
        }
        await AskManyAsync(backend.Path, 0, isRemote: false);
    }

    [Fact]
    public async Task Connections_have_a_bound_and_those_that_end_make_room()
    {
        await using BackendSocket backend = new(phantoms, log);
        List<Socket> held = [.. Enumerable.Range(0, Server.MaxConnections).Select(_ => Connect(backend.Path))];
        using (Socket tooMany = Connect(backend.Path))
            Assert.Equal(0, await tooMany.ReceiveAsync(new byte[1]));
        Assert.Contains(log.Lines, line => line.StartsWith("more than 512 connections", StringComparison.Ordinal));
        held.ForEach(client => client.Dispose());
        // The server sees their ends in its own time.
        for (bool isServed = false; !isServed;)
        {
            using Socket client = Connect(backend.Path);
            using NetworkStream stream = new(client);
            using StreamReader answers = new(stream);
            try
            {
                await stream.WriteAsync("HELO\t5\n"u8.ToArray(), TestContext.Current.CancellationToken);
                isServed = await answers.ReadLineAsync(TestContext.Current.CancellationToken) == "OK\turelay-pdns";
            }
            catch (IOException)
            {
                isServed = false;
            }
        }
    }

    private static async Task AskManyAsync(string path, int number, bool isRemote)
    {
        using Socket client = Connect(path);
        await using NetworkStream stream = new(client);
        using StreamReader answers = new(stream);
        StringBuilder questions = new(isRemote ? "{\"method\":\"initialize\"}\n" : "HELO\t5\n");
        string[] names = [.. Enumerable.Range(0, Questions).Select(i => $"host{i}.client{number}.test")];
        foreach (string name in names)
        {
            questions.Append(isRemote
                ? $$$"""{"method":"lookup","parameters":{"qname":"{{{name}}}.","qtype":"ANY","remote":"192.0.2.1"}}""" + "\n"
                : $"Q\t{name}\tIN\tANY\t-1\t192.0.2.1\t192.0.2.53\t192.0.2.1/32\n");
        }
        Task sending = stream.WriteAsync(Encoding.ASCII.GetBytes(questions.ToString())).AsTask();
        Assert.Equal(isRemote ? "{\"result\":true}" : "OK\turelay-pdns", await answers.ReadLineAsync());
        foreach (string name in names)
        {
            Assert.Contains(isRemote ? $"\"qname\":\"{name}\"" : $"\t{name}\tIN\tAAAA\t", await answers.ReadLineAsync(), StringComparison.Ordinal);
            if (!isRemote)
                Assert.Equal("END", await answers.ReadLineAsync());
        }
        await sending;
    }

    private static Socket Connect(string path)
    {
        Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
        return client;
    }
}
