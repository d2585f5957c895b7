using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Handshakes;

namespace Relay.Worker.Destinations;

/// <summary>Turns what a client asked for into where it wants to go: an address of a pool stands for something else (design section 4).</summary>
internal sealed class DestinationFinder(IPhantoms phantoms)
{
    public ValueTask<Finding> FindAsync(in Intent intent, NetAddress client, Snapshot snapshot)
    {
        if (intent.HasName)
            return new(Finding.Of(new Destination(intent.Domain, default, intent.Port, LearntBy.SocksName)));
        LearntBy asLiteral = intent.Reply == ReplyStyle.None ? LearntBy.Literal : LearntBy.SocksAddress;
        return snapshot.PoolOf(intent.Address) switch
        {
            null => new(Finding.Of(new Destination(default, intent.Address, intent.Port, asLiteral))),
            { Kind: PoolKind.Nat64 } => new(OfIPv4(intent, LearntBy.Nat64)),
            _ => FindMemberAsync(PoolAddress.Decode(intent.Address), intent, client, asLiteral, snapshot),
        };
    }

    private ValueTask<Finding> FindMemberAsync(PoolMember member, in Intent intent, NetAddress client, LearntBy asLiteral, Snapshot snapshot)
    {
        switch (member.Kind)
        {
            case PoolMemberKind.Phantom:
                return phantoms.TryGet(member.Phantom, out DomainName known)
                    ? new(OfPhantom(member.Phantom, known, intent.Port))
                    : AskStoreAsync(member.Phantom, client, intent.Port);
            case PoolMemberKind.Static when snapshot.StaticMappings.TryGet(member.Number, out DomainName pinned):
                return new(Finding.Of(new Destination(pinned, default, intent.Port, LearntBy.Static)));
            case PoolMemberKind.IPv4:
                return new(OfIPv4(intent, asLiteral));
            default:
                return new(Finding.Refused(Outcome.UnknownPhantom));
        }
    }

    private async ValueTask<Finding> AskStoreAsync(Phantom phantom, NetAddress client, ushort port)
    {
        try
        {
            FoundName found = await phantoms.FindAsync(phantom, client);
            return found.Domain is { } domain ? OfPhantom(phantom, domain, port)
                : found.Limit == PhantomLimit.None ? Finding.Refused(Outcome.UnknownPhantom)
                : Finding.Refused(Outcome.Limit, phantoms.Describe(found.Limit));
        }
        catch (StoreUnavailableException away)
        {
            return Finding.Refused(Outcome.Error, away.Message);
        }
    }

    private Finding OfPhantom(Phantom phantom, DomainName domain, ushort port)
    {
        phantoms.NoteUse(phantom);
        return Finding.Of(new Destination(domain, default, port, LearntBy.Phantom));
    }

    private static Finding OfIPv4(in Intent intent, LearntBy learntBy) =>
        Finding.Of(new Destination(default, NetAddress.FromIPv4(intent.Address.Low32), intent.Port, learntBy));
}
