using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Store.Telemetry;
using Relay.TestKit;
using Relay.Worker.Linux;
using Relay.Worker.Listening;
using Relay.Worker.Loops;
using Relay.Worker.Naming;
using Relay.Worker.Protocols.Dns;
using Xunit;

namespace Relay.Worker.Tests.Naming;

/// <summary>DNS over TLS on loopback.</summary>
public sealed class TlsListenerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private readonly Episode pauses = new(TimeProvider.System, TimeSpan.Zero, _ => { }, (_, _) => { });
    private readonly MemoryPhantoms phantoms = new();
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-tls-");
    private readonly LineRecorder log = new();
    private readonly EventLoop loop;
    private IPEndPoint endpoint = null!;
    private DnsListener listener = null!;
    private Acceptor acceptor = null!;

    public TlsListenerTests() => loop = new EventLoop("tls test", time, NullLogger.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string CertificateFile => Path.Combine(directory.FullName, "chain.pem");

    private string KeyFile => Path.Combine(directory.FullName, "key.pem");

    public async ValueTask InitializeAsync()
    {
        WriteIdentity("one.test");
        TlsIdentity identity = new(CertificateFile, KeyFile, time);
        phantoms.Add("known.test");
        loop.Start();
        await loop.RunAsync(() =>
        {
            listener = new DnsListener(loop, "dot", new FixedSnapshots(TestSnapshots.Of()), phantoms, NoInternetSide.AskAsync, NoLimits.Instance, log);
            NativeAddress native = NativeAddress.Of(NetAddress.Parse("127.0.0.1"), 0);
            int fd = Libc.OpenSocket(native.Family, Libc.Stream);
            Assert.True(Libc.Bind(fd, native).Succeeded && Libc.Listen(fd, 16).Succeeded);
            Assert.True(Libc.LocalAddress(fd).TryGet(out _, out ushort port));
            endpoint = new IPEndPoint(IPAddress.Loopback, port);
            acceptor = Acceptor.Start(loop, fd, new AcceptGate(static () => null, pauses), (client, peer) => listener.ServeTls(client, peer, identity));
        });
    }

    public async ValueTask DisposeAsync()
    {
        await loop.RunAsync(() =>
        {
            acceptor.Stop();
            listener.Stop();
        });
        loop.Dispose();
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Questions_in_TLS_are_answered_and_padded_for_who_pads()
    {
        using SslStream client = await ConnectAsync("one.test");
        foreach (bool padded in (bool[])[false, true])
        {
            byte[] query = Query("known.test", padded);
            await client.WriteAsync(query, Cancellation);
            byte[] reply = await ReceiveAsync(client);
            Assert.True(DnsHeader.TryRead(reply, out DnsHeader header));
            Assert.Equal((0, 1), (header.ResponseCode, header.Answers));
            Assert.Equal(padded, reply.Length == 468);
        }
    }

    [Fact]
    public async Task New_names_and_many_questions_at_once_go_as_over_TCP()
    {
        using SslStream client = await ConnectAsync("one.test");
        const int count = 500;
        Task sending = client.WriteAsync((byte[])[.. Enumerable.Range(0, count).SelectMany(n => Query($"n{n}.test", false))], Cancellation).AsTask();
        for (int i = 0; i < count; i++)
        {
            Assert.True(DnsHeader.TryRead(await ReceiveAsync(client), out DnsHeader header));
            Assert.Equal(1, header.Answers);
        }
        await sending;
        Assert.Equal(count + 1, phantoms.Count);
    }

    [Fact]
    public async Task The_end_is_said_and_comes_after_ten_idle_seconds()
    {
        using SslStream client = await ConnectAsync("one.test");
        await client.WriteAsync(Query("known.test", false), Cancellation);
        _ = await ReceiveAsync(client);
        await loop.RunAsync(() => { });
        time.Advance(DnsStream.IdleTimeout + TimeSpan.FromMilliseconds(20));
        loop.Post(static _ => { }, null);
        Assert.Equal(0, await client.ReadAsync(new byte[1], Cancellation));
    }

    [Fact]
    public async Task Who_begins_no_handshake_is_not_waited_for()
    {
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await silent.ConnectAsync(endpoint, Cancellation);
        // Accepted after that one, and so its clock runs by the time this one is served.
        (await ConnectAsync("one.test")).Dispose();
        await loop.RunAsync(() => { });
        time.Advance(DnsStream.IdleTimeout + TimeSpan.FromMilliseconds(20));
        loop.Post(static _ => { }, null);
        Assert.Equal(0, await ReceiveOrResetAsync(silent, new byte[1]));
    }

    [Fact]
    public async Task What_is_no_handshake_ends_the_connection_and_no_other()
    {
        using SslStream client = await ConnectAsync("one.test");
        using Socket plain = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await plain.ConnectAsync(endpoint, Cancellation);
        plain.Send(Query("known.test", false));
        byte[] told = new byte[64];
        // An alert of TLS at most, and the end.
        while (await ReceiveOrResetAsync(plain, told) > 0)
        {
        }
        await client.WriteAsync(Query("known.test", false), Cancellation);
        Assert.NotEmpty(await ReceiveAsync(client));
    }

    /// <summary>A renewal is two writes, and between them certificate and key do not fit.</summary>
    [Fact]
    public async Task A_renewed_certificate_is_shown_and_a_broken_one_is_not()
    {
        WriteIdentity("two.test");
        (await ConnectAsync("one.test")).Dispose();
        time.Advance(TimeSpan.FromSeconds(1));
        (await ConnectAsync("two.test")).Dispose();
        File.WriteAllText(CertificateFile, "nothing");
        Touch(CertificateFile, 3);
        time.Advance(TimeSpan.FromSeconds(1));
        (await ConnectAsync("two.test")).Dispose();
        Assert.Contains(log.Lines, line => line.Contains("has changed and was read again", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("the certificate from before serves on", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("missing.pem", "key.pem")]
    [InlineData("chain.pem", "missing.pem")]
    [InlineData("key.pem", "key.pem")]
    public void Files_that_are_no_use_are_named(string certificate, string key)
    {
        string message = Assert.Throws<InvalidDataException>(() => new TlsIdentity(Path.Combine(directory.FullName, certificate), Path.Combine(directory.FullName, key), time)).Message;
        Assert.Contains(certificate, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private void WriteIdentity(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        Touch(CertificateFile, name.Length + name[0]);
        Touch(KeyFile, name.Length + name[0]);
    }

    private static void Touch(string file, int second) => File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddSeconds(second));

    private async Task<SslStream> ConnectAsync(string expected)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint);
        SslStream client = new(new NetworkStream(socket, ownsSocket: true));
        await client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = expected,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == $"CN={expected}",
        });
        return client;
    }

    private static async Task<int> ReceiveOrResetAsync(Socket socket, byte[] buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private static async Task<byte[]> ReceiveAsync(SslStream client)
    {
        byte[] prefix = new byte[2];
        await client.ReadExactlyAsync(prefix);
        byte[] message = new byte[prefix[0] << 8 | prefix[1]];
        await client.ReadExactlyAsync(message);
        return message;
    }

    private static byte[] Query(string name, bool padded)
    {
        byte[] wire = new byte[DnsNameCodec.MaxWire];
        Assert.True(DnsNameCodec.TryEncode(name, wire, out int length));
        byte[] opt = padded ? [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 6, 0, 12, 0, 2, 0, 0] : [];
        byte[] message = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, (byte)(padded ? 1 : 0), .. wire[..length], 0, 28, 0, 1, .. opt];
        return [0, (byte)message.Length, .. message];
    }
}
