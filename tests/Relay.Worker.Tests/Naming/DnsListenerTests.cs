using Relay.Store.Dns;
using Relay.Store.Telemetry;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Store;
using Relay.Store.Model;
using Relay.TestKit;
using Relay.Worker.Linux;
using Relay.Worker.Listening;
using Relay.Worker.Loops;
using Relay.Worker.Naming;
using Relay.Worker.Protocols.Dns;
using Xunit;

namespace Relay.Worker.Tests.Naming;

/// <summary>A listener on loopback, asked as dig would.</summary>
public sealed partial class DnsListenerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private readonly Episode pauses = new(TimeProvider.System, TimeSpan.Zero, _ => { }, (_, _) => { });
    private readonly MemoryPhantoms phantoms = new();
    private readonly EventLoop loop;
    private IPEndPoint udp = null!, tcp = null!;
    private DnsListener listener = null!;
    private Acceptor acceptor = null!;

    public DnsListenerTests() => loop = new EventLoop("naming test", time, NullLogger.Instance);

    public async ValueTask InitializeAsync()
    {
        loop.Start();
        await loop.RunAsync(() =>
        {
            listener = new DnsListener(loop, "dns", new FixedSnapshots(TestSnapshots.Of()), phantoms, NoInternetSide.AskAsync, NoLimits.Instance, NullLogger.Instance);
            int datagrams = Open(Libc.Datagram, out udp), streams = Open(Libc.Stream, out tcp);
            Assert.True(Libc.Listen(streams, 16).Succeeded);
            listener.ServeDatagrams(datagrams);
            acceptor = Acceptor.Start(loop, streams, new AcceptGate(static () => null, pauses), listener.ServeStream);
            return Task.FromResult(0);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await loop.RunAsync(() =>
        {
            acceptor.Stop();
            listener.Stop();
            return Task.FromResult(0);
        });
        loop.Dispose();
    }

    [Fact]
    public async Task A_known_name_is_answered_with_its_phantom()
    {
        NetAddress expected = PoolAddress.Of(TestSnapshots.DefaultPool.Prefix, phantoms.Add("known.test"));
        Assert.Equal(expected, AddressIn(await AskAsync(Query("KNOWN.test", DnsType.Aaaa)), "known.test"));
    }

    [Fact]
    public async Task The_question_comes_back_as_it_went()
    {
        byte[] query = Query("MiXed.test", DnsType.Aaaa), reply = await AskAsync(query);
        Assert.Equal(query[12..28], reply[12..28]);
    }

    [Fact]
    public async Task A_new_name_is_answered_when_the_store_has_it()
    {
        TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously), asked = new();
        phantoms.Database = _ =>
        {
            asked.TrySetResult();
            return committed.Task;
        };
        using Socket client = ConnectDatagrams();
        client.Send(Query("new.test", DnsType.Aaaa));
        await asked.Task;
        // Others are not held up by it.
        Assert.Equal(0, Header(await AskAsync(Query("new.test", DnsType.A))).ResponseCode);
        committed.SetResult();
        Assert.Equal(PoolAddress.Of(TestSnapshots.DefaultPool.Prefix, phantoms.Add("new.test")), AddressIn(await ReceiveAsync(client), "new.test"));
    }

    [Fact]
    public async Task Nodata_has_its_SOA()
    {
        DnsHeader header = Header(await AskAsync(Query("some.test", DnsType.Txt)));
        Assert.Equal((0, 0, 1), (header.ResponseCode, header.Answers, header.Authorities));
        Assert.Equal(0, phantoms.Count);
    }

    [Fact]
    public async Task The_pointer_of_a_phantom_is_its_name()
    {
        NetAddress address = PoolAddress.Of(TestSnapshots.DefaultPool.Prefix, phantoms.Add("known.test"));
        phantoms.IsCaching = false;
        byte[] bytes = new byte[16];
        address.WriteBytes(bytes);
        string reverse = string.Join('.', bytes.Reverse().Select(b => $"{b & 0xf:x}.{b >> 4:x}")) + ".ip6.arpa";
        byte[] reply = await AskAsync(Query(reverse, DnsType.Ptr));
        Assert.Equal(1, Header(reply).Answers);
        DnsRecordReader reader = new(reply, 12 + reverse.Length + 2 + 4, 1);
        Assert.True(reader.TryNext(out DnsRawRecord record));
        int offset = record.Data;
        Assert.True(DnsNameCodec.TryRead(reply, ref offset, out string name));
        Assert.Equal("known.test", name);
    }

    [Fact]
    public async Task A_store_that_cannot_be_asked_is_servfail_until_it_can()
    {
        phantoms.Database = static _ => throw new StoreUnavailableException("the database is gone");
        Assert.Equal(DnsResponseCode.ServFail, Header(await AskAsync(Query("new.test", DnsType.Aaaa))).ResponseCode);
        phantoms.Database = static _ => Task.CompletedTask;
        Assert.Equal(1, Header(await AskAsync(Query("new.test", DnsType.Aaaa))).Answers);
    }

    [Fact]
    public async Task Broken_questions_get_FORMERR_and_answers_nothing()
    {
        using Socket client = ConnectDatagrams();
        byte[] answer = Query("a.test", DnsType.A);
        answer[2] |= 0x80;
        client.Send(answer);
        client.Send([1, 2, 3]);
        client.Send(ReadOnlySpan<byte>.Empty);
        client.Send(Query("a.test", DnsType.A)[..^3]);
        Assert.Equal(DnsResponseCode.FormErr, Header(await ReceiveAsync(client)).ResponseCode);
    }

    [Fact]
    public async Task Many_datagrams_in_one_turn_are_all_answered()
    {
        phantoms.Add("known.test");
        using Socket client = ConnectDatagrams();
        byte[] query = Query("known.test", DnsType.Aaaa);
        // The loop is held meanwhile, so that more than one turn's share waits.
        using ManualResetEventSlim sent = new();
        loop.Post(_ => sent.Wait(), null);
        for (int i = 0; i < 150; i++)
            client.Send(query);
        sent.Set();
        for (int i = 0; i < 150; i++)
            Assert.Equal(1, Header(await ReceiveAsync(client)).Answers);
    }

    /// <summary>As a storm of clients would: none waits for another, and who hears nothing asks again.</summary>
    [Fact]
    public async Task Ten_thousand_new_names_asked_at_once_are_all_answered()
    {
        const int count = 10_000;
        using Socket client = ConnectDatagrams();
        client.ReceiveBufferSize = 1 << 22;
        HashSet<int> missing = [.. Enumerable.Range(0, count)];
        HashSet<NetAddress> addresses = [];
        while (missing.Count > 0)
        {
            foreach (int n in missing)
                client.Send(Numbered(n));
            await loop.RunAsync(() => Task.FromResult(0));
            using CancellationTokenSource quiet = new();
            byte[] buffer = new byte[512];
            try
            {
                while (missing.Count > 0)
                {
                    quiet.CancelAfter(TimeSpan.FromMilliseconds(200));
                    int length = await client.ReceiveAsync(buffer, quiet.Token);
                    int n = buffer[0] << 8 | buffer[1];
                    if (!missing.Remove(n))
                        continue;
                    Assert.True(DnsResponseReader.TryRead(buffer.AsSpan(0, length), (ushort)n, DomainName.Parse($"n{n}.test"), DnsType.Aaaa, out DnsResponse response));
                    Assert.True(addresses.Add(Assert.Single(response.Addresses)));
                }
            }
            catch (OperationCanceledException)
            {
                // Those that are still missing were lost.
            }
        }
        Assert.Equal(count, addresses.Count);
    }

    [Fact]
    public async Task Ten_thousand_questions_over_TCP_are_all_answered()
    {
        const int perClient = 625;
        Socket[] clients = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => ConnectStreamAsync()));
        await Task.WhenAll(clients.Select((client, i) => Task.Run(async () =>
        {
            Task sending = client.SendAsync((byte[])[.. Enumerable.Range(0, perClient).SelectMany(n => Framed(Numbered(i * perClient + n)))]);
            HashSet<int> answered = [];
            for (int n = 0; n < perClient; n++)
            {
                byte[] reply = await ReceiveFramedAsync(client);
                Assert.Equal(1, Header(reply).Answers);
                Assert.True(answered.Add(reply[0] << 8 | reply[1]));
            }
            await sending;
            client.Dispose();
        })));
        Assert.Equal(16 * perClient, phantoms.Count);
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.2")]
    [InlineData("::", "127.0.0.2")]
    [InlineData("::", "::1")]
    public async Task A_reply_leaves_from_the_address_that_was_asked(string bound, string asked)
    {
        phantoms.Add("known.test");
        IPEndPoint endpoint = null!;
        DnsListener everywhere = await loop.RunAsync(() =>
        {
            DnsListener wide = new(loop, "dns", new FixedSnapshots(TestSnapshots.Of()), phantoms, NoInternetSide.AskAsync, NoLimits.Instance, NullLogger.Instance);
            wide.ServeDatagrams(Open(Libc.Datagram, out endpoint, bound));
            return Task.FromResult(wide);
        });
        // A connected socket hears its peer only: a reply from 127.0.0.1, the route's own choice, would be lost.
        IPAddress server = IPAddress.Parse(asked);
        using Socket client = new(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        client.Connect(server, endpoint.Port);
        client.Send(Query("known.test", DnsType.Aaaa));
        Assert.Equal(1, Header(await ReceiveAsync(client)).Answers);
        client.Send(Query("fresh.test", DnsType.Aaaa));
        Assert.Equal(1, Header(await ReceiveAsync(client)).Answers);
        await loop.RunAsync(() =>
        {
            everywhere.Stop();
            return Task.FromResult(0);
        });
    }

    private static int Open(int type, out IPEndPoint endpoint, string local = "127.0.0.1")
    {
        NativeAddress native = NativeAddress.Of(NetAddress.Parse(local), 0);
        int fd = Libc.OpenSocket(native.Family, type);
        Assert.True(Libc.Bind(fd, native).Succeeded);
        Assert.True(Libc.LocalAddress(fd).TryGet(out NetAddress address, out ushort port));
        endpoint = new IPEndPoint(address.ToIPAddress(), port);
        return fd;
    }

    private async Task<byte[]> AskAsync(byte[] query)
    {
        using Socket client = ConnectDatagrams();
        client.Send(query);
        return await ReceiveAsync(client);
    }

    private Socket ConnectDatagrams()
    {
        Socket client = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        client.Connect(udp);
        return client;
    }

    private async Task<Socket> ConnectStreamAsync()
    {
        Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(tcp);
        return client;
    }

    private static async Task<byte[]> ReceiveAsync(Socket client)
    {
        byte[] buffer = new byte[ushort.MaxValue];
        return buffer[..await client.ReceiveAsync(buffer)];
    }

    private static async Task<byte[]> ReceiveFramedAsync(Socket client)
    {
        await using NetworkStream stream = new(client, ownsSocket: false);
        byte[] prefix = new byte[2];
        await stream.ReadExactlyAsync(prefix);
        byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
        await stream.ReadExactlyAsync(message);
        return message;
    }

    private static DnsHeader Header(byte[] reply)
    {
        Assert.True(DnsHeader.TryRead(reply, out DnsHeader header));
        Assert.True(header.IsResponse);
        return header;
    }

    private static NetAddress AddressIn(byte[] reply, string name)
    {
        Assert.True(DnsResponseReader.TryRead(reply, 0x1234, DomainName.Parse(name), DnsType.Aaaa, out DnsResponse response));
        return Assert.Single(response.Addresses);
    }

    private static byte[] Query(string name, ushort type)
    {
        byte[] wire = new byte[DnsNameCodec.MaxWire];
        Assert.True(DnsNameCodec.TryEncode(name, wire, out int length));
        return [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. wire[..length], (byte)(type >> 8), (byte)type, 0, 1];
    }

    /// <summary>For a name of its own, under an id of its own.</summary>
    private static byte[] Numbered(int n)
    {
        byte[] query = Query($"n{n}.test", DnsType.Aaaa);
        (query[0], query[1]) = ((byte)(n >> 8), (byte)n);
        return query;
    }

    private static byte[] Framed(byte[] message) => [(byte)(message.Length >> 8), (byte)message.Length, .. message];
}
