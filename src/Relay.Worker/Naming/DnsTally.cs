using Relay.Store.Answers;

namespace Relay.Worker.Naming;

/// <summary>Counts the replies of one responder. Plain numbers, written and read on its loop only.</summary>
internal sealed class DnsTally
{
    private static readonly int KindCount = Enum.GetValues<DnsReplyKind>().Length;

    private readonly long[] replies = new long[KindCount];

    public long this[DnsReplyKind kind] => replies[(int)kind];

    public void Add(DnsReplyKind kind) => replies[(int)kind]++;

    /// <summary>What still wanted the store, and may not wait for it, is SERVFAIL.</summary>
    public void Add(in DnsAnswer answer) => Add(answer.Kind switch
    {
        DnsAnswerKind.Answer when answer.Records.Count > 0 => DnsReplyKind.Answer,
        DnsAnswerKind.Answer => DnsReplyKind.NoData,
        DnsAnswerKind.NxDomain => DnsReplyKind.NxDomain,
        _ => DnsReplyKind.ServFail,
    });
}
