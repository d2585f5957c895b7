using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Dns;
using Relay.Worker.Sockets;

namespace Relay.Worker.Resolving;

/// <summary>
/// One question to one server: over UDP, from a socket of its own (a random port, and nobody else's datagrams: connect(2)), then over TCP where the answer
/// was truncated. What is no answer to the question is passed over until the deadline.
/// </summary>
internal sealed class DnsExchange(EventLoop loop, UpstreamSockets sockets, Upstream way, NameServer server, DomainName name, ushort type, TimeSpan timeout)
{
    /// <summary>So many datagrams that answer something else are an attack, or a server not worth waiting for.</summary>
    private const int MaxStrange = 64;

    private readonly string who = $"the name server {server}";
    private readonly byte[] query = new byte[DnsQueryWriter.MaxLength];
    private int queryLength;
    private bool otherCase;

    /// <summary>Whether the name is asked for in mixed case, and an answer in another case distrusted.</summary>
    public bool MixesCase { get; init; }

    public bool OverTcp { get; init; }

    /// <summary>True after an exchange with a server that does not send a name back in the case in which it came.</summary>
    public bool ChangesCase { get; private set; }

    public async Task<LookUp> AskAsync()
    {
        LookUp answer = OverTcp ? await AskStreamAsync() : await AskDatagramAsync(edns: true, MixesCase);
        if (otherCase && !OverTcp)
            answer = await AskPlainlyAsync();
        // RFC 6891 section 7: a server that knows no EDNS says FORMERR or NOTIMP.
        if (answer.IsAnswered && answer.Response.Code is DnsResponseCode.FormErr or DnsResponseCode.NotImp && !OverTcp)
            answer = await AskDatagramAsync(edns: false, mixes: false);
        if (answer.IsAnswered && answer.Response.IsTruncated)
            answer = await AskStreamAsync();
        return answer.IsAnswered && answer.Response.Code is not (DnsResponseCode.NoError or DnsResponseCode.NxDomain)
            ? LookUp.Failed($"{who} answered {NameOf(answer.Response.Code)}")
            : answer;
    }

    /// <summary>
    /// An answer came in another case: it is a guess of somebody else, or the server's habit. TCP tells, which nobody else can speak on; a server without TCP is asked once
    /// more without the mixing, by another id and port.
    /// </summary>
    private async Task<LookUp> AskPlainlyAsync()
    {
        otherCase = false;
        LookUp answer = await AskStreamAsync();
        ChangesCase = answer.IsAnswered ? otherCase : (answer = await AskDatagramAsync(edns: true, mixes: false)).IsAnswered;
        return answer;
    }

    private async Task<LookUp> AskDatagramAsync(bool edns, bool mixes)
    {
        (LoopSocket? opened, string? failure) = await ConnectAsync(Libc.Datagram);
        if (opened is not { } socket)
            return LookUp.Failed(failure!);
        try
        {
            socket.SetDeadline(timeout);
            ushort id = WriteQuestion(edns, mixes);
            IoResult sent = socket.Send(query.AsSpan(0, queryLength));
            if (!sent.Succeeded)
                return Unreachable(sent.Error);
            for (int strange = 0; strange < MaxStrange; strange++)
            {
                if (await socket.Readable() != WaitEnd.Ready)
                    return LookUp.TimedOut(who);
                IoResult received = socket.ReceiveDatagram(loop.Buffer);
                // ECONNREFUSED: nobody listens there, and ICMP said so.
                if (!received.Succeeded && !received.WouldBlock)
                    return Unreachable(received.Error);
                if (!TryRead(loop.Buffer.AsSpan(0, received.Count), id, out DnsResponse response))
                    continue;
                if (!mixes || !otherCase)
                    return LookUp.Of(response, who);
                return LookUp.Failed($"{who} answers in another case");
            }
            return LookUp.Failed($"{who} answers other questions than ours");
        }
        finally
        {
            socket.Close();
        }
    }

    private async Task<LookUp> AskStreamAsync()
    {
        (LoopSocket? opened, string? failure) = await ConnectAsync(Libc.Stream);
        if (opened is not { } socket)
            return LookUp.Failed(failure!);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(DnsTcpFrame.MaxLength);
        try
        {
            socket.SetDeadline(timeout);
            if (await socket.Writable() != WaitEnd.Ready)
                return LookUp.TimedOut(who);
            if (Libc.PendingError(socket.Descriptor) is not Errno.None and Errno refused)
                return Unreachable(refused);
            ushort id = WriteQuestion(edns: true, MixesCase);
            IoResult sent = SendFramedQuestion(socket);
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
            if (status == ParseStatus.Done && TryRead(message, id, out DnsResponse response))
                return LookUp.Of(response, who);
            if (status != ParseStatus.NeedMore || received.Count == 0)
                return LookUp.Failed($"{who} gave no answer over TCP");
        }
        return LookUp.TimedOut(who);
    }

    /// <summary>An answer to the question, in whatever case.</summary>
    private bool TryRead(ReadOnlySpan<byte> message, ushort id, out DnsResponse response)
    {
        if (!DnsResponseReader.TryRead(message, id, name, type, out response))
            return false;
        otherCase |= !MixedCase.IsKept(query, DnsQueryWriter.QuestionLength(name), message);
        return true;
    }

    private async ValueTask<(LoopSocket? Socket, string? Failure)> ConnectAsync(int socketType)
    {
        OpenedSocket opened = await sockets.OpenAsync(way, server.Address, socketType);
        if (!opened.Succeeded)
            return (null, opened.Unusable is { } why ? $"{who} cannot be asked: upstream {way.Name}, {why}" : Unreachable(opened.Error).Reason);
        IoResult connected = Libc.Connect(opened.Descriptor, NativeAddress.Of(server.Address, server.Port));
        if (!connected.Succeeded && connected.Error != Errno.InProgress)
        {
            Libc.Close(opened.Descriptor);
            return (null, Unreachable(connected.Error).Reason);
        }
        return (LoopSocket.Adopt(loop, opened.Descriptor, out Errno error), Unreachable(error).Reason);
    }

    /// <summary>Returns the question's id.</summary>
    private ushort WriteQuestion(bool edns, bool mixes)
    {
        Span<byte> random = stackalloc byte[sizeof(ushort) + DnsNameCodec.MaxWire / 8 + 1];
        RandomNumberGenerator.Fill(random);
        ushort id = MemoryMarshal.Read<ushort>(random);
        queryLength = DnsQueryWriter.Write(query, id, name, type, edns);
        if (mixes)
            MixedCase.Apply(query, random[sizeof(ushort)..]);
        return id;
    }

    /// <summary>A fresh connection's buffer takes so short a message whole.</summary>
    private IoResult SendFramedQuestion(LoopSocket socket)
    {
        Span<byte> framed = stackalloc byte[DnsTcpFrame.PrefixLength + DnsQueryWriter.MaxLength];
        DnsTcpFrame.WritePrefix(framed, queryLength);
        query.AsSpan(0, queryLength).CopyTo(framed[DnsTcpFrame.PrefixLength..]);
        return socket.Send(framed[..(DnsTcpFrame.PrefixLength + queryLength)]);
    }

    private LookUp Unreachable(Errno error) => LookUp.Failed($"{who} cannot be asked: {Marshal.GetPInvokeErrorMessage((int)error)}");

    private static string NameOf(int code) => code switch
    {
        DnsResponseCode.FormErr => "FORMERR",
        DnsResponseCode.ServFail => "SERVFAIL",
        DnsResponseCode.NotImp => "NOTIMP",
        DnsResponseCode.Refused => "REFUSED",
        _ => $"RCODE {code}",
    };
}
