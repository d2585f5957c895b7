using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store;

/// <summary>What tests put other things in place of; a null journal is the real one.</summary>
internal sealed record StoreParts(Func<TableRows, long, CompiledTables> Compile, Func<long, IFlowSink, IFlowJournal>? OpenJournal = null)
{
    public static readonly StoreParts Default = new(SnapshotCompiler.Compile);
}
