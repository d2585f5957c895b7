using System.Buffers;
using Relay.PdnsBackend.Answering;
using Relay.PdnsBackend.Wire;
using Relay.Store.Answers;

namespace Relay.PdnsBackend.Pipe;

/// <summary>The pipe protocol: every line but the greeting is answered up to <c>END</c> or <c>FAIL</c>.</summary>
internal sealed class PipeConversation(Lazy<Backend> backend) : IConversation
{
    private int abi;

    public void Reply(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> to)
    {
        PipeRequest request = PipeRequest.Parse(line, abi);
        switch (request.Kind)
        {
            case PipeRequestKind.Hello:
                Greet(request.Abi, to);
                break;
            case PipeRequestKind.Query:
                Answer(request.Question, to);
                break;
            case PipeRequestKind.Command:
                PipeReply.WriteText(to, "urelay-pdns takes no commands; ask the tables, or urelay explain");
                PipeReply.WriteEnd(to);
                break;
            case PipeRequestKind.Ping:
                PipeReply.WriteEnd(to);
                break;
            case PipeRequestKind.ZoneTransfer:
                // A zone in which every name exists cannot be listed, and an empty list would be a lie.
                PipeReply.WriteFail(to);
                break;
            default:
                Log.Malformed(backend.Value.Logger, line.Length, abi);
                PipeReply.WriteFail(to);
                break;
        }
    }

    private void Greet(int version, ArrayBufferWriter<byte> to)
    {
        abi = PipeRequest.IsSpoken(version) ? version : 0;
        if (abi > 0)
        {
            PipeReply.WriteBanner(to);
            return;
        }
        Log.UnknownAbi(backend.Value.Logger, version);
        PipeReply.WriteFail(to);
    }

    private void Answer(in BackendQuestion question, ArrayBufferWriter<byte> to)
    {
        try
        {
            DnsAnswer answer = backend.Value.Answers.Answer(question);
            if (!PipeReply.WriteAnswer(to, abi, answer))
                Log.UnfitRecord(backend.Value.Logger, question.Name);
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            // Invariant 5: no input ends the process.
            Log.Bug(backend.Value.Logger, bug, question.Name);
            to.ResetWrittenCount();
            PipeReply.WriteFail(to);
        }
    }
}
