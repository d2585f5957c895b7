namespace Relay.Store.Answers;

/// <summary>The kinds of answer, and the kinds of look-up that an answer may still need. The last two are of the internet side, and only for clients: PowerDNS never says which type it wants.</summary>
public enum DnsAnswerKind
{
    /// <summary>NOERROR, with records or as NODATA.</summary>
    Answer,
    NxDomain,

    /// <summary>A DNAME leads to a name that is too long to be one (RFC 6672 section 2.2).</summary>
    YxDomain,
    ServFail,

    /// <summary>The phantom of <see cref="DnsAnswer.Wanted"/> is not in the cache: <see cref="IPhantoms.AssignAsync"/>, then ask again.</summary>
    WantsPhantom,

    /// <summary>The name of <see cref="DnsAnswer.WantedPhantom"/> is not in the cache: <see cref="IPhantoms.FindAsync"/>, then ask again with what was found.</summary>
    WantsName,

    /// <summary>Whether <see cref="DnsAnswer.Wanted"/> exists on the internet side is not known: find out, then ask again.</summary>
    WantsExistence,

    /// <summary>The records of <see cref="DnsAnswer.Wanted"/> and the asked type are the internet side's to say: look them up, then ask again.</summary>
    WantsRecords,
}
