using System.Globalization;

namespace Relay.Store.Model.Compiling;

/// <summary>
/// Tables that this version does not act on. Their rows are named, so that nobody believes them in force; nothing is sent another way without them: a member of a
/// substitution is refused.
/// </summary>
internal static class WaitingTables
{
    public static Problems Compile(WaitingRows rows)
    {
        Problems problems = new();
        foreach (SubstitutionRow row in rows.Substitutions)
            problems.Note("substitution", row.GroupId.ToString(CultureInfo.InvariantCulture), "substitution is not supported by this version: flows to addresses of the group are refused; delete the row, or leave it for a later version");
        return problems;
    }
}
