using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Resolving;

/// <summary>
/// One question to one server: over UDP, from a socket of its own (a random port, and nobody else's datagrams: connect(2)), then over TCP where the answer
/// was truncated. What is no answer to the question is passed over until the deadline.
/// </summary>
internal sealed class DnsExchange(EventLoop loop, NameServer server, DomainName name, ushort type, TimeSpan timeout)
{
    /// <summary>So many datagrams that answer something else are an attack, or a server not worth waiting for.</summary>
    private const int MaxStrange = 64;

    public async Task<LookUp> AskAsync()
    {
        LookUp answer = await AskDatagramAsync(edns: true);
        // RFC 6891 section 7: a server that knows no EDNS says FORMERR or NOTIMP.
        if (answer.IsAnswered && answer.Response.Code is DnsResponseCode.FormErr or DnsResponseCode.NotImp)
            answer = await AskDatagramAsync(edns: false);
        if (answer.IsAnswered && answer.Response.IsTruncated)
            answer = await AskStreamAsync();
        return answer.IsAnswered && answer.Response.Code is not (DnsResponseCode.NoError or DnsResponseCode.NxDomain)
            ? LookUp.Failed($"the name server {server} answered {NameOf(answer.Response.Code)}")
            : answer;
    }

    private async Task<LookUp> AskDatagramAsync(bool edns)
    {
        if (Connect(Libc.Datagram, out Errno error) is not { } socket)
            return Unreachable(error);
        try
        {
            socket.SetDeadline(timeout);
            ushort id = RandomId();
            IoResult sent = SendQuestion(socket, id, edns);
            if (!sent.Succeeded)
                return Unreachable(sent.Error);
            for (int strange = 0; strange < MaxStrange; strange++)
            {
                if (await socket.Readable() != WaitEnd.Ready)
                    return LookUp.TimedOut(server);
                IoResult received = socket.ReceiveFrom(loop.Buffer, out _, out _);
                // ECONNREFUSED: nobody listens there, and ICMP said so.
                if (!received.Succeeded && !received.WouldBlock)
                    return Unreachable(received.Error);
                if (DnsResponseReader.TryRead(loop.Buffer.AsSpan(0, received.Count), id, name, type, out DnsResponse response))
                    return LookUp.Of(response);
            }
            return LookUp.Failed($"the name server {server} answers other questions than ours");
        }
        finally
        {
            socket.Close();
        }
    }

    private async Task<LookUp> AskStreamAsync()
    {
        if (Connect(Libc.Stream, out Errno error) is not { } socket)
            return Unreachable(error);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(DnsTcpFrame.MaxLength);
        try
        {
            socket.SetDeadline(timeout);
            if (await socket.Writable() != WaitEnd.Ready)
                return LookUp.TimedOut(server);
            if (Libc.PendingError(socket.Descriptor) is not Errno.None and Errno refused)
                return Unreachable(refused);
            ushort id = RandomId();
            IoResult sent = SendFramedQuestion(socket, id);
            if (!sent.Succeeded)
                return Unreachable(sent.Error);
            return await ReceiveFramedAsync(socket, buffer, id);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            socket.Close();
        }
    }

    private async Task<LookUp> ReceiveFramedAsync(LoopSocket socket, byte[] buffer, ushort id)
    {
        for (int filled = 0; await socket.Readable() == WaitEnd.Ready;)
        {
            IoResult received = socket.Receive(buffer.AsSpan(filled, DnsTcpFrame.MaxLength - filled));
            if (received.WouldBlock)
                continue;
            filled += received.Count;
            ParseStatus status = DnsTcpFrame.Read(buffer.AsSpan(0, filled), out ReadOnlySpan<byte> message, out _);
            if (status == ParseStatus.Done && DnsResponseReader.TryRead(message, id, name, type, out DnsResponse response))
                return LookUp.Of(response);
            if (status != ParseStatus.NeedMore || received.Count == 0)
                return LookUp.Failed($"the name server {server} gave no answer over TCP");
        }
        return LookUp.TimedOut(server);
    }

    private LoopSocket? Connect(int socketType, out Errno error)
    {
        NativeAddress peer = NativeAddress.Of(server.Address, server.Port);
        IoResult opened = Libc.TryOpenSocket(peer.Family, socketType);
        error = opened.Error;
        if (!opened.Succeeded)
            return null;
        IoResult connected = Libc.Connect(opened.Count, peer);
        error = connected.Error;
        if (connected.Succeeded || error == Errno.InProgress)
            return LoopSocket.Adopt(loop, opened.Count, out error);
        Libc.Close(opened.Count);
        return null;
    }

    private IoResult SendQuestion(LoopSocket socket, ushort id, bool edns)
    {
        Span<byte> query = stackalloc byte[DnsQueryWriter.MaxLength];
        return socket.Send(query[..DnsQueryWriter.Write(query, id, name, type, edns)]);
    }

    /// <summary>A fresh connection's buffer takes so short a message whole.</summary>
    private IoResult SendFramedQuestion(LoopSocket socket, ushort id)
    {
        Span<byte> framed = stackalloc byte[DnsTcpFrame.PrefixLength + DnsQueryWriter.MaxLength];
        int length = DnsQueryWriter.Write(framed[DnsTcpFrame.PrefixLength..], id, name, type, edns: true);
        DnsTcpFrame.WritePrefix(framed, length);
        return socket.Send(framed[..(DnsTcpFrame.PrefixLength + length)]);
    }

    private LookUp Unreachable(Errno error) => LookUp.Failed($"the name server {server} cannot be asked: {Marshal.GetPInvokeErrorMessage((int)error)}");

    private static ushort RandomId() => (ushort)RandomNumberGenerator.GetInt32(1 << 16);

    private static string NameOf(int code) => code switch
    {
        DnsResponseCode.FormErr => "FORMERR",
        DnsResponseCode.ServFail => "SERVFAIL",
        DnsResponseCode.NotImp => "NOTIMP",
        DnsResponseCode.Refused => "REFUSED",
        _ => $"RCODE {code}",
    };
}
