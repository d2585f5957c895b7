using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>
/// What the look-up that an answer wanted has brought; <c>default</c> before any. It is handed in, and not left to the cache, because the cache is
/// bounded: what was just found may be gone again.
/// </summary>
public readonly record struct DnsLookUp
{
    private DnsLookUp(Phantom phantom, DomainName? domain)
    {
        IsDone = true;
        Phantom = phantom;
        Domain = domain;
    }

    public bool IsDone { get; }

    public Phantom Phantom { get; }

    /// <summary>Null: nobody was given <see cref="Phantom"/>.</summary>
    public DomainName? Domain { get; }

    /// <summary>After <see cref="DnsAnswerKind.WantsPhantom"/>.</summary>
    public static DnsLookUp Assigned(DomainName domain, Phantom phantom) => new(phantom, domain);

    /// <summary>After <see cref="DnsAnswerKind.WantsName"/>; null for nobody.</summary>
    public static DnsLookUp Found(Phantom phantom, DomainName? domain) => new(phantom, domain);
}
