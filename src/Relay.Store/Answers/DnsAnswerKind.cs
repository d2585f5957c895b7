namespace Relay.Store.Answers;

/// <summary>The kinds of answer, and the two kinds of look-up that an answer may still need.</summary>
public enum DnsAnswerKind
{
    /// <summary>NOERROR, with records or as NODATA.</summary>
    Answer,
    NxDomain,
    ServFail,

    /// <summary>The phantom of <see cref="DnsAnswer.Wanted"/> is not in the cache: <see cref="IPhantoms.AssignAsync"/>, then ask again.</summary>
    WantsPhantom,

    /// <summary>The name of <see cref="DnsAnswer.WantedPhantom"/> is not in the cache: <see cref="IPhantoms.FindAsync"/>, then ask again with what was found.</summary>
    WantsName,
}
