using Relay.Store.Model;

namespace Relay.Store.Snapshots;

/// <summary>Compiles rows on what was compiled before: <see cref="SnapshotCompiler.Compile(CompiledTables, TableRows, long)"/>, or what a test puts in its place.</summary>
internal delegate CompiledTables SnapshotCompiling(CompiledTables? before, TableRows rows, long revision);
