using Relay.Store.Model.Rewrites;
using static Relay.Store.Model.Compiling.CanonicalText;

namespace Relay.Store.Model.Compiling;

/// <summary>Rows of <c>pool</c>. A broken one rejects the change: its addresses would go out as ordinary ones.</summary>
internal static class PoolCompiler
{
    private const string Table = "pool";

    /// <summary>A day: what a retired name's address is kept for is far longer.</summary>
    private const long MaxTtl = 86_400;

    private static readonly NetPrefix IPv4 = NetPrefix.Parse("0.0.0.0/0");

    public static List<Pool> Compile(IReadOnlyList<PoolRow> rows, Problems problems)
    {
        List<Pool> pools = [];
        foreach (PoolRow row in rows)
        {
            List<string> faults = [];
            if (!Words.TryParse(row.Kind, out PoolKind kind))
                faults.Add($"kind {Quote(row.Kind)} is none of {Words.List<PoolKind>()}");
            if (row.Listener is "")
                faults.Add("listener is empty: write NULL for all listeners");
            if (!TryPrefix(row.Prefix, out NetPrefix prefix, out string? fault))
                faults.Add($"prefix {fault}");
            else if (prefix.Contains(IPv4) || IPv4.Contains(prefix))
                faults.Add($"prefix {prefix} covers IPv4 addresses: write one of IPv6, such as fd75:7265:6c61:7900::/64");
            else if (faults.Count == 0 && (kind == PoolKind.Phantom6 ? prefix.Length != PoolAddress.PrefixLength : !Rfc6052.IsLength(prefix.Length)))
                faults.Add($"prefix {prefix} is a /{prefix.Length}: a pool of kind {row.Kind} is a {(kind == PoolKind.Phantom6 ? "/64" : "/32, /40, /48, /56, /64 or /96 (RFC 6052)")}");
            else if (kind == PoolKind.Nat64 && Rfc6052.HasReservedBits(prefix))
                faults.Add($"prefix {prefix} has bits 64 to 71 set, which no translator does (RFC 6052 section 2.2): write a prefix without");
            uint ttl = Seconds("ttl", row.Ttl, faults), negativeTtl = Seconds("negative_ttl", row.NegativeTtl, faults);
            IReadOnlySet<ushort> forward = LookUpCompiler.Forward(row.Forward, faults);
            NameList checkExists = LookUpCompiler.CheckExists(row.CheckExists, faults);
            if (faults.Count > 0)
                problems.Reject(Table, row.Name, faults);
            else
                pools.Add(new Pool(row.Name, kind, prefix, row.Listener) { Ttl = ttl, NegativeTtl = negativeTtl, Forward = forward, CheckExists = checkExists });
        }
        CheckApart(pools, problems);
        return pools;
    }

    private static uint Seconds(string column, long seconds, List<string> faults)
    {
        if (seconds is < 0 or > MaxTtl)
            faults.Add($"{column} {seconds} is out of range: write 0 to {MaxTtl} seconds");
        return (uint)seconds;
    }

    /// <summary>In order of prefix, what a pool overlaps is the last one before it that lies in no other.</summary>
    private static void CheckApart(List<Pool> pools, Problems problems)
    {
        Pool? outer = null;
        foreach (Pool pool in pools.OrderBy(pool => pool.Prefix))
        {
            if (outer is not null && outer.Prefix.Contains(pool.Prefix))
                problems.Reject(Table, pool.Name,
                    $"prefix {pool.Prefix} overlaps {outer.Prefix} of pool {Quote(outer.Name)}: give each pool a prefix of its own");
            else
                outer = pool;
        }
    }
}
