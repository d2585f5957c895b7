using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Handshakes;

namespace Relay.Worker.Destinations;

/// <summary>Turns what a client asked for into where it wants to go: an address of a pool stands for something else (design section 4).</summary>
internal sealed class DestinationFinder(IPhantoms phantoms)
{
    /// <summary>Null for an address of a pool that nobody was given.</summary>
    /// <exception cref="StoreUnavailableException">The phantom is not in the cache, and the database cannot be asked.</exception>
    public ValueTask<Destination?> FindAsync(in Intent intent, Snapshot snapshot)
    {
        if (intent.HasName)
            return new(new Destination(intent.Domain, default, intent.Port, LearntBy.SocksName));
        LearntBy asLiteral = intent.Reply == ReplyStyle.None ? LearntBy.Literal : LearntBy.SocksAddress;
        return snapshot.PoolOf(intent.Address) switch
        {
            null => new(new Destination(default, intent.Address, intent.Port, asLiteral)),
            { Kind: PoolKind.Nat64 } => new(OfIPv4(intent, LearntBy.Nat64)),
            _ => FindMemberAsync(PoolAddress.Decode(intent.Address), intent, asLiteral, snapshot),
        };
    }

    private ValueTask<Destination?> FindMemberAsync(PoolMember member, in Intent intent, LearntBy asLiteral, Snapshot snapshot)
    {
        switch (member.Kind)
        {
            case PoolMemberKind.Phantom:
                return phantoms.TryGet(member.Phantom, out DomainName known)
                    ? new(new Destination(known, default, intent.Port, LearntBy.Phantom))
                    : AskStoreAsync(member.Phantom, intent.Port);
            case PoolMemberKind.Static when snapshot.StaticMappings.TryGet(member.Number, out DomainName pinned):
                return new(new Destination(pinned, default, intent.Port, LearntBy.Static));
            case PoolMemberKind.IPv4:
                return new(OfIPv4(intent, asLiteral));
            default:
                return new((Destination?)null);
        }
    }

    private async ValueTask<Destination?> AskStoreAsync(Phantom phantom, ushort port) =>
        await phantoms.FindAsync(phantom) is { } domain ? new Destination(domain, default, port, LearntBy.Phantom) : null;

    private static Destination OfIPv4(in Intent intent, LearntBy learntBy) =>
        new(default, NetAddress.FromIPv4(intent.Address.Low32), intent.Port, learntBy);
}
