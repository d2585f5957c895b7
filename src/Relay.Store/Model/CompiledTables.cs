using Relay.Store.Model.Compiling;

namespace Relay.Store.Model;

/// <summary>
/// What the compiler made of the tables. <paramref name="Snapshot"/> is null where the whole change is rejected; <paramref name="Problems"/> names
/// every row at fault either way.
/// </summary>
public sealed record CompiledTables(Snapshot? Snapshot, IReadOnlyList<Problem> Problems)
{
    /// <summary>What the next change is compiled on; null where this was not made by <see cref="SnapshotCompiler"/>.</summary>
    internal CompiledParts? Parts { get; init; }
}
