using Relay.Store.Model.Compiling;

namespace Relay.Store.Model;

/// <summary>Rows to snapshot, with everything that is wrong with them (sql.md section 3, "Fail closed, exactly"). Pure.</summary>
public static class SnapshotCompiler
{
    public static CompiledTables Compile(TableRows rows, long revision)
    {
        Problems problems = new();
        Dictionary<string, Upstream> upstreams = UpstreamCompiler.Compile(rows.Upstreams, problems);
        Snapshot snapshot = new()
        {
            Revision = revision,
            Pools = PoolCompiler.Compile(rows.Pools, problems),
            StaticMappings = StaticMappingCompiler.Compile(rows.StaticMappings, problems),
            Hosts = HostCompiler.Compile(rows.Hosts, problems),
            Rules = new RuleCompiler(upstreams, problems).Compile(rows.Rules),
            Direct = upstreams[Upstream.DirectName],
        };
        WaitingTables.Compile(rows, problems);
        return new CompiledTables(problems.RejectChange ? null : snapshot, problems.Found);
    }
}
