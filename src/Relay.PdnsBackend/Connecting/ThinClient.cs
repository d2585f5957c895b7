using System.Buffers;
using Relay.PdnsBackend.Pipe;
using Relay.PdnsBackend.Wire;
using Relay.Store.Answers;
using Relay.Store.Dns;

namespace Relay.PdnsBackend.Connecting;

/// <summary>
/// PowerDNS' co-process where another process serves (<c>--serve</c>): it passes questions on, and has neither store nor caches. PowerDNS could connect to the socket itself, but
/// answers SERVFAIL for ever once the server was restarted, and waits for ever for one that hangs. This one outlives both: it asks again, and fails in time.
/// </summary>
internal sealed class ThinClient(ServerLink link)
{
    private readonly ArrayBufferWriter<byte> reply = new(1024);
    private byte[] greeting = [];
    private int abi;

    public void Run(Stream input, Stream output)
    {
        LineReader lines = new(input);
        try
        {
            while (lines.TryRead(out ReadOnlySpan<byte> line))
            {
                reply.ResetWrittenCount();
                Reply(line);
                output.Write(reply.WrittenSpan);
                output.Flush();
            }
        }
        catch (IOException)
        {
            return; // PowerDNS is gone, and nobody is left to be told.
        }
    }

    private void Reply(ReadOnlySpan<byte> line)
    {
        PipeRequest request = PipeRequest.Parse(line, abi);
        if (request.Kind == PipeRequestKind.Hello)
            Greet(request.Abi, line);
        else if (abi == 0 || !link.TryAsk(greeting, line, reply))
            Fail(request);
    }

    /// <summary>At once and by itself: PowerDNS ends where a banner is late, be the server there or not.</summary>
    private void Greet(int version, ReadOnlySpan<byte> line)
    {
        abi = PipeRequest.IsSpoken(version) ? version : 0;
        greeting = line.ToArray();
        if (abi > 0)
            PipeReply.WriteBanner(reply);
        else
            PipeReply.WriteFail(reply);
    }

    /// <summary>A SOA question must not fail (see <see cref="Answering.BackendAnswers"/>): there is the root's, which needs no store.</summary>
    private void Fail(in PipeRequest request)
    {
        reply.ResetWrittenCount();
        if (request.Question.Type != DnsType.Soa)
            PipeReply.WriteFail(reply);
        else if (request.Question.Name != ".")
            PipeReply.WriteEnd(reply);
        else
            PipeReply.WriteAnswer(reply, abi, DnsAnswers.ApexOf(null));
    }
}
