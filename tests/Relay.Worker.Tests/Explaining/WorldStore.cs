using Relay.Store;
using Relay.Store.Model;
using Relay.TestKit;

namespace Relay.Worker.Tests.Explaining;

/// <summary>The store of a world.</summary>
internal sealed class WorldStore : IStoreView
{
    private readonly World world;
    private readonly Dictionary<long, KnownPhantom> given = [];

    public WorldStore(World world)
    {
        this.world = world;
        Tables = Compile(world.Rules);
        Disabled = Compile(world.Disabled).Snapshot?.Rules ?? RuleSet.Empty;
        foreach (string name in world.Given)
        {
            Phantom phantom = Memory.Add(name);
            given[phantom.Id] = new KnownPhantom(phantom, name, IsRetired: false);
        }
    }

    public MemoryPhantoms Memory { get; } = new();

    public CompiledTables Tables { get; }

    public RuleSet Disabled { get; }

    public IPhantoms Phantoms => Memory;

    public Task<IReadOnlyList<KnownPhantom>> PhantomsOfAsync(DomainName domain) =>
        Task.FromResult<IReadOnlyList<KnownPhantom>>([.. given.Values.Where(phantom => phantom.Domain == domain.Value)]);

    public Task<KnownPhantom?> PhantomOfAsync(long id) => Task.FromResult(given.GetValueOrDefault(id));

    public Task<IReadOnlyDictionary<long, WrittenRule>> RulesAsync(IReadOnlyCollection<long> ids) => Task.FromResult<IReadOnlyDictionary<long, WrittenRule>>(
        world.Rules.Select(row => new WrittenRule(row, true, null)).Concat(world.Disabled.Select(row => new WrittenRule(row, false, null)))
            .Where(rule => ids.Contains(rule.Row.Id)).ToDictionary(rule => rule.Row.Id));

    private CompiledTables Compile(IReadOnlyList<RuleRow> rules) =>
        SnapshotCompiler.Compile(new TableRows(world.Pools, world.Pinned, world.Hosts, world.Upstreams, rules) { Substitutions = world.Groups, Windows = world.Windows }, revision: 1);
}
