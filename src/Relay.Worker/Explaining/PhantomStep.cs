using Relay.Store.Model;

namespace Relay.Worker.Explaining;

/// <summary>The phantom of a name, or what stands behind the address of one.</summary>
internal sealed record PhantomStep(PhantomState State, string? Domain, string? Address, string? Pool, long? Id) : Step
{
    public static PhantomStep Of(PhantomState state, string? domain, Pool? pool, Phantom? phantom) => new(
        state, domain, pool is null || phantom is not { } given ? null : PoolAddress.Of(pool.Prefix, given).ToString(), pool?.Name, phantom?.Id);

    internal override string Word => "phantom";

    public override IEnumerable<string> Lines() => [(Address is null ? "" : $"{Address}, id {Id} of pool {Pool}, ") + State switch
    {
        PhantomState.InUse => $"given to {Domain}",
        PhantomState.Retired => $"given to {Domain} and retired: DNS no longer answers with it, but it works",
        PhantomState.None => "none yet: the first question for AAAA makes one",
        PhantomState.WrongTag => "given to nobody: its id has another tag",
        _ => "given to nobody",
    }];
}
