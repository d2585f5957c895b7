namespace Relay.Worker.Naming;

/// <summary>What a DNS listener replies, as its figures tell it.</summary>
internal enum DnsReplyKind
{
    /// <summary>With records.</summary>
    Answer,

    /// <summary>The name exists, but not with that type.</summary>
    NoData,
    NxDomain,
    ServFail,

    /// <summary>The query itself was wrong, or of a kind that is not served: FORMERR, NOTIMP, REFUSED, BADVERS.</summary>
    Rejected,

    /// <summary>The client had its limit of replies: it was told to come by TCP, or nothing was sent.</summary>
    Limited,
}
