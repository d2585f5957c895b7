using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>
/// What the look-ups that an answer wanted have brought; <c>default</c> before any. It is handed in, and not left to a cache, because caches are
/// bounded: what was just found may be gone again.
/// </summary>
public readonly record struct DnsLookUp
{
    /// <summary>Whether a phantom was looked up, by either side.</summary>
    public bool IsDone { get; private init; }

    public Phantom Phantom { get; private init; }

    /// <summary>Null: nobody was given <see cref="Phantom"/>.</summary>
    public DomainName? Domain { get; private init; }

    /// <summary>The name that the internet side was asked for.</summary>
    public DomainName Asked { get; private init; }

    /// <summary>Whether it was asked whether that name exists.</summary>
    public bool IsSeen { get; private init; }

    /// <summary>Null where nobody could say.</summary>
    public bool? Exists { get; private init; }

    /// <summary>Whether its records were asked for.</summary>
    public bool HasRecords { get; private init; }

    /// <summary>Null where nobody could say.</summary>
    public ForeignRecords? Records { get; private init; }

    /// <summary>After <see cref="DnsAnswerKind.WantsPhantom"/>.</summary>
    public DnsLookUp Assigned(DomainName domain, Phantom phantom) => this with { IsDone = true, Phantom = phantom, Domain = domain };

    /// <summary>After <see cref="DnsAnswerKind.WantsName"/>; null for nobody.</summary>
    public DnsLookUp Found(Phantom phantom, DomainName? domain) => this with { IsDone = true, Phantom = phantom, Domain = domain };

    /// <summary>After <see cref="DnsAnswerKind.WantsExistence"/>.</summary>
    public DnsLookUp Seen(DomainName domain, bool? exists) => this with { Asked = domain, IsSeen = true, Exists = exists };

    /// <summary>After <see cref="DnsAnswerKind.WantsRecords"/>.</summary>
    public DnsLookUp Heard(DomainName domain, ForeignRecords? records) => this with { Asked = domain, HasRecords = true, Records = records };
}
