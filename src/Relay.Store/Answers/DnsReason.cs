namespace Relay.Store.Answers;

/// <summary>Why an answer is not what a client may have hoped for, in the words of RFC 8914 (IANA "Extended DNS Error Codes"); for people who ask why, no program decides by it.</summary>
public sealed record DnsReason(ushort Code, string Text)
{
    private const ushort Other = 0, NotReadyCode = 14, BlockedCode = 15, NoReachableAuthority = 22;

    public static readonly DnsReason Blocked = new(BlockedCode, "blocked by a rule");

    public static readonly DnsReason NoRules = new(NotReadyCode, "no usable rules yet");

    public static readonly DnsReason StoreAway = new(NotReadyCode, "the database cannot be asked");

    public static readonly DnsReason OverLimit = new(Other, "too many new names");

    public static readonly DnsReason Busy = new(Other, "too many questions wait for an answer");

    public static readonly DnsReason TooManyAliases = new(Other, "too many aliases");

    public static readonly DnsReason BrokenRecord = new(Other, "a record of this name is wrong");

    public static readonly DnsReason Unresolved = new(NoReachableAuthority, "the internet side did not say");
}
