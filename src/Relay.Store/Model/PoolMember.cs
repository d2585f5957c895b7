namespace Relay.Store.Model;

/// <summary>What an address of a pool stands for. <see cref="Group"/> and <see cref="Number"/> are those of the form, else 0.</summary>
public readonly record struct PoolMember(PoolMemberKind Kind, Phantom Phantom, uint Group, uint Number)
{
    public static PoolMember Of(Phantom phantom) => new(PoolMemberKind.Phantom, phantom, 0, 0);

    public static PoolMember Of(PoolMemberKind kind, uint number, uint group = 0) => new(kind, default, group, number);

    /// <summary>The literal of <see cref="PoolMemberKind.IPv4"/>.</summary>
    public NetAddress IPv4 => NetAddress.FromIPv4(Number);
}
