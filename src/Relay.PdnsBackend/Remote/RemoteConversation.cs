using System.Buffers;
using Relay.PdnsBackend.Answering;
using Relay.PdnsBackend.Wire;
using Relay.Store.Answers;

namespace Relay.PdnsBackend.Remote;

/// <summary>The remote protocol: every line is answered with one.</summary>
internal sealed class RemoteConversation(Lazy<Backend> backend) : IConversation
{
    public void Reply(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> to)
    {
        RemoteRequest request = RemoteRequest.Parse(line);
        switch (request.Method)
        {
            case RemoteMethod.Initialize:
                RemoteReply.WriteDone(to);
                break;
            case RemoteMethod.Lookup:
                Answer(request.Question, to);
                break;
            case RemoteMethod.GetAllDomains:
                RemoteReply.WriteZones(to, backend.Value.Answers.Zones, asList: true);
                break;
            case RemoteMethod.GetDomainInfo when backend.Value.Answers.Zones.FirstOrDefault(zone => zone.Equals(request.Question.Name, StringComparison.OrdinalIgnoreCase)) is { } zone:
                RemoteReply.WriteZones(to, [zone], asList: false);
                break;
            case RemoteMethod.GetAllDomainMetadata:
            case RemoteMethod.GetDomainMetadata:
                RemoteReply.WriteNoMetadata(to, request.Method == RemoteMethod.GetAllDomainMetadata);
                break;
            case RemoteMethod.DirectBackendCommand:
                RemoteReply.WriteText(to, "urelay-pdns takes no commands; ask the tables, or urelay explain");
                break;
            case RemoteMethod.Malformed:
                Log.MalformedRemote(backend.Value.Logger, line.Length);
                RemoteReply.WriteFail(to, "this is no request of the remote protocol");
                break;
            default:
                RemoteReply.WriteNothing(to);
                break;
        }
    }

    private void Answer(in BackendQuestion question, ArrayBufferWriter<byte> to)
    {
        try
        {
            DnsAnswer answer = backend.Value.Answers.Answer(question);
            if (!RemoteReply.WriteAnswer(to, answer))
                Log.UnfitRecord(backend.Value.Logger, question.Name);
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            // Invariant 5: no input ends the process.
            Log.Bug(backend.Value.Logger, bug, question.Name);
            to.ResetWrittenCount();
            RemoteReply.WriteFail(to, "a bug of urelay-pdns, which its log tells");
        }
    }
}
