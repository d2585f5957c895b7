using System.Globalization;
using Relay.Store.Model.Rewrites;

namespace Relay.Store.Model.Compiling;

/// <summary>Rows of <c>substitution</c>. A broken one refuses the flows to its members.</summary>
internal static class SubstitutionCompiler
{
    private static readonly Dictionary<string, string?> Places = new() { [NameTemplate.Host] = null };

    public static Substitutions Compile(IReadOnlyList<SubstitutionRow> rows, IReadOnlyDictionary<string, Upstream> upstreams, Problems problems)
    {
        Dictionary<uint, Substitution> groups = [];
        foreach (SubstitutionRow row in rows)
        {
            List<string> faults = [];
            if (row.GroupId is < 0 or > ushort.MaxValue)
                faults.Add($"group_id has no addresses: write 0 to {ushort.MaxValue}");
            if (row.ToNetwork is null == row.ToDomain is null)
                faults.Add("to_network and to_domain: write one of the two");
            NetPrefix network = default;
            if (row.ToNetwork is not null && !CanonicalText.TryPrefix(row.ToNetwork, out network, out string? fault))
                faults.Add($"to_network {fault}");
            NameTemplate? template = row.ToDomain is null ? null : RewriteCompiler.Template("to_domain", row.ToDomain, Places, faults);
            Upstream? upstream = row.Upstream is null ? null : ActionCompiler.UpstreamOf(row.Upstream, upstreams, faults);
            if (faults.Count > 0)
                problems.Note("substitution", row.GroupId.ToString(CultureInfo.InvariantCulture), faults);
            groups[(uint)row.GroupId] = new Substitution(
                (uint)row.GroupId, row.ToNetwork is null ? null : network, template, upstream, faults.Count > 0 ? string.Join("; ", faults) : null);
        }
        return new Substitutions(groups);
    }
}
