using Relay.Store.Model.Rewrites;

namespace Relay.Store.Model;

/// <summary>A compiled row of <c>substitution</c>: what the members of a group of addresses stand for, an address of <paramref name="Network"/> or a name by <paramref name="Template"/>.</summary>
/// <param name="Group">The row's.</param>
/// <param name="Network">Null where the row has a template.</param>
/// <param name="Template">Null where it has a network.</param>
/// <param name="Upstream">The way out where no rule names one; null: <c>direct</c>.</param>
/// <param name="Defect">What is wrong with the row: flows to its members are refused.</param>
public sealed record Substitution(uint Group, NetPrefix? Network, NameTemplate? Template, Upstream? Upstream, string? Defect = null)
{
    private static readonly NetPrefix Numbers = NetPrefix.Parse("::/0");

    public Mapped Member(uint number)
    {
        if (Template is not null)
            return Template.Map(new MatchedParts(default, 0, new NetAddress(number), Numbers));
        return Network!.Value.TryGetMember(number, out NetAddress address)
            ? Mapped.To(address)
            : Mapped.Nothing($"group {Group} has no member {number}: {Network} is smaller");
    }
}
