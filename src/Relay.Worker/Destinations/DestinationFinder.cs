using Relay.Store;
using Relay.Store.Model;
using Relay.Store.Model.Rewrites;
using Relay.Worker.Handshakes;

namespace Relay.Worker.Destinations;

/// <summary>Turns what a client asked for into where it wants to go: an address of a pool or a window stands for something else (design section 4), and so do some names.</summary>
internal sealed class DestinationFinder(IPhantoms phantoms)
{
    public ValueTask<Finding> FindAsync(Intent intent, NetAddress client, Snapshot snapshot)
    {
        if (intent.HasName)
            return new(OfName(intent.Domain, intent.Port, LearntBy.SocksName, snapshot));
        LearntBy asLiteral = intent.Reply == ReplyStyle.None ? LearntBy.Literal : LearntBy.SocksAddress;
        return snapshot.PoolOf(intent.Address) switch
        {
            null => new(OfAddress(intent.Address, intent.Port, asLiteral, snapshot)),
            { Kind: PoolKind.Nat64 } pool => new(Rfc6052.TryExtract(pool.Prefix, intent.Address, out NetAddress carried)
                ? OfLiteral(carried, intent.Port, LearntBy.Nat64)
                : Finding.Refused(Outcome.UnknownPhantom)),
            _ => FindMemberAsync(PoolAddress.Decode(intent.Address), intent, client, asLiteral, snapshot),
        };
    }

    /// <summary>A name is where it wants to go, unless it is one of those that stand for something else.</summary>
    public static Finding OfName(DomainName domain, ushort port, LearntBy learntBy, Snapshot snapshot) =>
        !SpecialDomain.Contains(domain) ? Finding.Of(new Destination(domain, default, port, learntBy))
        : !SpecialDomain.TryRead(domain, out SpecialName special) ? Finding.Refused(Outcome.NameNotFound, $"{domain} is neither such as i-hx-7-5.{SpecialDomain.Name} nor as ip4-192-0-2-1.{SpecialDomain.Name}")
        : special.Literal is { } literal ? OfLiteral(literal, port, learntBy)
        : OfMember(special.Group, special.Number, port, LearntBy.Substitution, snapshot);

    private ValueTask<Finding> FindMemberAsync(PoolMember member, Intent intent, NetAddress client, LearntBy asLiteral, Snapshot snapshot)
    {
        switch (member.Kind)
        {
            case PoolMemberKind.Phantom:
                return phantoms.TryGet(member.Phantom, out DomainName known)
                    ? new(OfPhantom(member.Phantom, known, intent.Port, snapshot))
                    : AskStoreAsync(member.Phantom, client, intent.Port, snapshot);
            case PoolMemberKind.Static:
                return new(OfPinned(member.Number, intent.Port, LearntBy.Static, snapshot));
            case PoolMemberKind.Substitution or PoolMemberKind.SubstitutionShort:
                return new(OfMember(member.Group, member.Number, intent.Port, LearntBy.Substitution, snapshot));
            case PoolMemberKind.IPv4:
                return new(OfLiteral(member.IPv4, intent.Port, asLiteral));
            case PoolMemberKind.IPv4Window when snapshot.Windows.TryGet(member.IPv4, out Window? window):
                return new(OfWindow(window, member.IPv4, intent.Port, snapshot));
            default:
                return new(Finding.Refused(Outcome.UnknownPhantom));
        }
    }

    private async ValueTask<Finding> AskStoreAsync(Phantom phantom, NetAddress client, ushort port, Snapshot snapshot)
    {
        try
        {
            FoundName found = await phantoms.FindAsync(phantom, client);
            return found.Domain is { } domain ? OfPhantom(phantom, domain, port, snapshot)
                : found.Limit == PhantomLimit.None ? Finding.Refused(Outcome.UnknownPhantom)
                : Finding.Refused(Outcome.Limit, phantoms.Describe(found.Limit));
        }
        catch (StoreUnavailableException away)
        {
            return Finding.Refused(Outcome.Error, away.Message);
        }
    }

    private Finding OfPhantom(Phantom phantom, DomainName domain, ushort port, Snapshot snapshot)
    {
        phantoms.NoteUse(phantom);
        return OfName(domain, port, LearntBy.Phantom, snapshot);
    }

    /// <summary>An address that is no pool's: of a window, or itself.</summary>
    private static Finding OfAddress(NetAddress address, ushort port, LearntBy asLiteral, Snapshot snapshot) =>
        snapshot.Windows.TryGet(address, out Window? window) ? OfWindow(window, address, port, snapshot) : OfLiteral(address, port, asLiteral);

    private static Finding OfWindow(Window window, NetAddress address, ushort port, Snapshot snapshot)
    {
        uint number = window.NumberOf(address);
        return window.Group is { } group ? OfMember(group, number, port, LearntBy.Window, snapshot) : OfPinned(number, port, LearntBy.Window, snapshot);
    }

    private static Finding OfPinned(uint index, ushort port, LearntBy learntBy, Snapshot snapshot) =>
        snapshot.StaticMappings.TryGet(index, out DomainName pinned) ? OfName(pinned, port, learntBy, snapshot) : Finding.Refused(Outcome.UnknownPhantom);

    private static Finding OfMember(uint group, uint number, ushort port, LearntBy learntBy, Snapshot snapshot)
    {
        if (!snapshot.Substitutions.TryGet(group, out Substitution? substitution))
            return Finding.Refused(Outcome.UnknownPhantom);
        if (substitution.Defect is { } defect)
            return Finding.Refused(Outcome.Error, $"substitution {group}: {defect}");
        Mapped member = substitution.Member(number);
        return member.Fault is { } fault ? Finding.Refused(Outcome.UnknownPhantom, fault)
            : Finding.Of(new Destination(member.Domain, member.Address, port, learntBy) { Upstream = substitution.Upstream });
    }

    private static Finding OfLiteral(NetAddress address, ushort port, LearntBy learntBy) => Finding.Of(new Destination(default, address, port, learntBy));
}
