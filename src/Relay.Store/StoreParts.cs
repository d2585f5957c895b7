using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Snapshots;

namespace Relay.Store;

/// <summary>What tests put other things in place of; without a way to open one, the journal is the real one.</summary>
internal sealed record StoreParts(SnapshotCompiling Compile, Func<long, IFlowSink, IFlowJournal>? OpenJournal = null)
{
    public static readonly StoreParts Default = new(SnapshotCompiler.Compile);

    public static readonly StoreParts WithoutAudit = Default with { OpenJournal = static (id, _) => new SilentJournal(id) };
}
