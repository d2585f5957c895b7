using System.Buffers;
using Relay.Store.Answers;

namespace Relay.PdnsBackend;

/// <summary>
/// The conversation: one line in, one answer out, in one write. It ends when PowerDNS closes the pipe and never before, because PowerDNS takes a
/// co-process that is gone between two questions for "no such name".
/// </summary>
/// <param name="open">Called once, after the banner: PowerDNS gives up for good where that does not come in time, and several processes start at once.</param>
internal sealed class PipeLoop(Func<PipeBackend> open)
{
    private readonly ArrayBufferWriter<byte> reply = new(1024);
    private PipeBackend? opened;
    private int abi;

    private PipeBackend Backend => opened ??= open();

    public void Run(Stream input, Stream output)
    {
        LineReader lines = new(input, PipeRequest.MaxLine);
        try
        {
            while (lines.TryRead(out ReadOnlySpan<byte> line))
            {
                reply.ResetWrittenCount();
                Reply(line);
                output.Write(reply.WrittenSpan);
                output.Flush();
                opened ??= open();
            }
        }
        catch (IOException broken)
        {
            Log.Broken(Backend.Logger, broken.Message.ReplaceLineEndings(" "));
        }
    }

    private void Reply(ReadOnlySpan<byte> line)
    {
        PipeRequest request = PipeRequest.Parse(line, abi);
        switch (request.Kind)
        {
            case PipeRequestKind.Hello:
                Greet(request.Abi);
                break;
            case PipeRequestKind.Query:
                Answer(request);
                break;
            case PipeRequestKind.Command:
                PipeReply.WriteText(reply, "urelay-pdns takes no commands; ask the tables, or urelay explain");
                PipeReply.WriteEnd(reply);
                break;
            case PipeRequestKind.Ping:
                PipeReply.WriteEnd(reply);
                break;
            case PipeRequestKind.ZoneTransfer:
                // A zone in which every name exists cannot be listed, and an empty list would be a lie.
                PipeReply.WriteFail(reply);
                break;
            default:
                Log.Malformed(Backend.Logger, line.Length, abi);
                PipeReply.WriteFail(reply);
                break;
        }
    }

    private void Greet(int version)
    {
        bool isSpoken = version is >= PipeRequest.MinAbi and <= PipeRequest.MaxAbi;
        abi = isSpoken ? version : 0;
        if (isSpoken)
        {
            PipeReply.WriteText(reply, "OK\turelay-pdns");
            return;
        }
        Log.UnknownAbi(Backend.Logger, version);
        PipeReply.WriteFail(reply);
    }

    private void Answer(in PipeRequest request)
    {
        try
        {
            DnsAnswer answer = Backend.Answers.Answer(request);
            if (!PipeReply.WriteAnswer(reply, abi, answer))
                Log.UnfitRecord(Backend.Logger, request.Name);
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            // Invariant 5: no input ends the process.
            Log.Bug(Backend.Logger, bug, request.Name);
            reply.ResetWrittenCount();
            PipeReply.WriteFail(reply);
        }
    }
}
