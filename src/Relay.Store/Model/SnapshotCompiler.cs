using Relay.Store.Model.Compiling;

namespace Relay.Store.Model;

/// <summary>Rows to snapshot, with everything that is wrong with them (sql.md section 3, "Fail closed, exactly"). Pure.</summary>
public static class SnapshotCompiler
{
    /// <summary>Compiles all tables.</summary>
    public static CompiledTables Compile(TableRows rows, long revision) => Compile(null, rows, revision);

    /// <summary>Compiles what has changed since <paramref name="before"/>: the result is that of compiling all tables as they are now.</summary>
    public static CompiledTables Compile(CompiledTables? before, TableRows rows, long revision) =>
        CompiledParts.Of(before?.Parts, rows).ToTables(revision);

    /// <summary>True where <see cref="Fold"/> would make the next changes and the look-ups quicker.</summary>
    public static bool WantsFolding(CompiledTables tables) => tables.Parts is { Rules.WantsFolding: true };

    /// <summary>The long part of folding, for another thread: the rules of <paramref name="tables"/> in one layer. Means the same.</summary>
    public static CompiledTables Fold(CompiledTables tables) => tables with { Parts = tables.Parts! with { Rules = tables.Parts.Rules.Fold() } };

    /// <summary>Puts <paramref name="tables"/> on what <see cref="Fold"/> made of <paramref name="before"/>, an earlier state of them. Means the same.</summary>
    public static CompiledTables Rebase(CompiledTables tables, CompiledTables folded, CompiledTables before, long revision)
    {
        CompiledParts parts = tables.Parts!;
        RuleBook rules = parts.Rules.On(folded.Parts!.Rules, before.Parts!.Rules, parts.Ways);
        return (parts with { Rules = rules }).ToTables(revision);
    }
}
