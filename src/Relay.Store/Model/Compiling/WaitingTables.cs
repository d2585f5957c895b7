namespace Relay.Store.Model.Compiling;

/// <summary>
/// Tables that this version does not act on. Their rows are named, so that nobody believes them in force; nothing is sent another way without them: a
/// rule that names a resolver is refused.
/// </summary>
internal static class WaitingTables
{
    public static Problems Compile(WaitingRows rows)
    {
        Problems problems = new();
        foreach (ResolverRow row in rows.Resolvers)
            problems.Note("resolver", row.Name, "resolver is not supported by this version: flows of rules that name it are refused; delete the row, or leave it for a later version");
        return problems;
    }
}
