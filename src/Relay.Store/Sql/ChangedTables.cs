using System.Globalization;

namespace Relay.Store.Sql;

/// <summary>What the feed says was changed. Of the rules it names the rows: there may be a million, and the other tables are read whole.</summary>
internal sealed class ChangedTables
{
    public const string Rule = "rule";

    /// <summary>Those of <see cref="Model.WaitingRows"/>.</summary>
    public static readonly IReadOnlyList<string> Waiting = ["substitution", "resolver", "dns_zone", "dns_record"];

    private readonly HashSet<string> tables = [];
    private readonly HashSet<long> rules = [];
    private bool isWhole;

    /// <summary>All tables, where the feed does not say.</summary>
    public static readonly ChangedTables All = new() { IsAll = true };

    public bool IsAll { get; private init; }

    public bool IsNothing => !IsAll && tables.Count == 0;

    /// <summary>The ids of the rules to be read; null for all or none of them.</summary>
    public IReadOnlyCollection<long>? Rules { get; private set; }

    public bool Has(string table) => IsAll || tables.Contains(table);

    /// <param name="table">The table.</param>
    /// <param name="key">Null where it is not said which of its rows.</param>
    public void Add(string table, string? key)
    {
        tables.Add(table);
        if (table != Rule)
            return;
        if (long.TryParse(key, CultureInfo.InvariantCulture, out long id))
            rules.Add(id);
        else
            isWhole = true;
        Rules = isWhole ? null : rules;
    }
}
