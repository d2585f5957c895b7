namespace Relay.Store.Model;

/// <summary>Rows to snapshot, with everything that is wrong with them (sql.md section 3, "Fail closed, exactly"). Pure.</summary>
public static class SnapshotCompiler
{
    public static CompiledTables Compile(TableRows rows, long revision) => new(null, []);
}
