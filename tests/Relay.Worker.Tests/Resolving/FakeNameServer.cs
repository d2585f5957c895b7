using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Tests.Resolving;

/// <summary>A DNS server on UDP and TCP of one loopback port that does what a test tells it.</summary>
internal sealed class FakeNameServer : IDisposable
{
    private readonly Socket datagrams;
    private readonly TcpListener streams;
    private readonly Func<Asked, IEnumerable<byte[]>> answer;

    /// <summary>One question as it came.</summary>
    internal sealed record Asked(DnsQuery Query, byte[] Message, bool OverTcp)
    {
        /// <summary>Who asks, over UDP.</summary>
        public EndPoint? From { get; init; }

        public byte[] Reply(int code = 0, DnsRecord? soa = null, params DnsRecord[] records)
        {
            byte[] buffer = new byte[ushort.MaxValue];
            ReadOnlySpan<byte> question = Message.AsSpan(DnsHeader.Length, Query.QuestionLength);
            if (code is not (DnsResponseCode.NoError or DnsResponseCode.NxDomain))
                return buffer[..DnsReply.WriteEmpty(buffer, Query, question, code)];
            DnsAnswerKind kind = code == DnsResponseCode.NxDomain ? DnsAnswerKind.NxDomain : DnsAnswerKind.Answer;
            return buffer[..DnsReply.Write(buffer, Query, question, new DnsAnswer(kind, records, soa))];
        }

        /// <summary>192.0.2.1 or 2001:db8::1 by the type asked for.</summary>
        public byte[] Address(uint ttl = 60) =>
            Reply(0, null, new DnsRecord(Query.Name, Query.Type, ttl, NetAddress.Parse(Query.Type == DnsType.A ? "192.0.2.1" : "2001:db8::1")));
    }

    public FakeNameServer(Func<Asked, IEnumerable<byte[]>> answer)
    {
        this.answer = answer;
        (streams, datagrams) = BindBoth();
        Server = new NameServer(NetAddress.Parse("127.0.0.1"), (ushort)((IPEndPoint)streams.LocalEndpoint).Port);
        _ = ServeDatagramsAsync();
        _ = ServeStreamsAsync();
    }

    public static FakeNameServer Of(Func<Asked, byte[]?> answer) => new(asked => answer(asked) is { } reply ? [reply] : []);

    public NameServer Server { get; }

    public ConcurrentQueue<Asked> Questions { get; } = [];

    public void Dispose()
    {
        datagrams.Dispose();
        streams.Dispose();
    }

    /// <summary>A port free for TCP may be somebody's for UDP: then another is tried.</summary>
    private static (TcpListener Streams, Socket Datagrams) BindBoth()
    {
        while (true)
        {
            TcpListener streams = new(IPAddress.Loopback, 0);
            Socket datagrams = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                streams.Start();
                datagrams.Bind(streams.LocalEndpoint);
                return (streams, datagrams);
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                streams.Dispose();
                datagrams.Dispose();
            }
        }
    }

    private async Task ServeDatagramsAsync()
    {
        byte[] buffer = new byte[4096];
        while (true)
        {
            SocketReceiveFromResult received = await datagrams.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
            foreach (byte[] reply in AnswersTo(buffer[..received.ReceivedBytes], received.RemoteEndPoint))
                _ = await datagrams.SendToAsync(reply, received.RemoteEndPoint);
        }
    }

    private async Task ServeStreamsAsync()
    {
        while (true)
        {
            using Socket client = await streams.AcceptSocketAsync();
            using NetworkStream stream = new(client);
            byte[] prefix = new byte[2];
            await stream.ReadExactlyAsync(prefix);
            byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
            await stream.ReadExactlyAsync(message);
            foreach (byte[] reply in AnswersTo(message, from: null))
            {
                DnsTcpFrame.WritePrefix(prefix, reply.Length);
                // In two writes: what comes in pieces must be put together.
                await stream.WriteAsync(prefix);
                await stream.WriteAsync(reply);
            }
        }
    }

    private IEnumerable<byte[]> AnswersTo(byte[] message, EndPoint? from)
    {
        if (!DnsQueryReader.TryRead(message, DnsTransport.Tcp, out DnsQuery query, out _))
            return [];
        // Resolvers ask in mixed case; the reply's question is the message's, and keeps it.
        Asked asked = new(query with { Name = query.Name.ToLowerInvariant() }, message, OverTcp: from is null) { From = from };
        Questions.Enqueue(asked);
        return answer(asked);
    }
}
