using System.Buffers;
using Relay.PdnsBackend.Answering;
using Relay.PdnsBackend.Pipe;
using Relay.PdnsBackend.Remote;
using Relay.PdnsBackend.Wire;

namespace Relay.PdnsBackend.Serving;

/// <summary>
/// PowerDNS on one connection: a line in, its reply out, in one write. It ends when PowerDNS closes the connection and never before, because PowerDNS takes a
/// co-process that is gone between two questions for "no such name". The first octet tells the protocol.
/// </summary>
/// <param name="backend">Made after the first reply at the earliest: PowerDNS gives up for good where the banner does not come in time, and several processes start at once.</param>
internal sealed class LineLoop(Lazy<Backend> backend)
{
    public void Run(Stream input, Stream output)
    {
        LineReader lines = new(input);
        ArrayBufferWriter<byte> reply = new(1024);
        IConversation? conversation = null;
        try
        {
            while (lines.TryRead(out ReadOnlySpan<byte> line))
            {
                conversation ??= line.StartsWith("{"u8) ? new RemoteConversation(backend) : new PipeConversation(backend);
                reply.ResetWrittenCount();
                conversation.Reply(line, reply);
                output.Write(reply.WrittenSpan);
                output.Flush();
                _ = backend.Value;
            }
        }
        catch (IOException broken)
        {
            Log.Broken(backend.Value.Logger, broken.Message.ReplaceLineEndings(" "));
        }
    }
}
