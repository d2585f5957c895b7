namespace Relay.Bench.Contenders;

/// <summary>No relay: packets are routed.</summary>
internal sealed class KernelRouting() : Contender(Routing)
{
    public override Task<Relaying> StartAsync(Lab lab) => Task.FromResult(new Relaying(null));
}
