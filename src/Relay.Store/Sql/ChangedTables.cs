using System.Globalization;

namespace Relay.Store.Sql;

/// <summary>What the feed says was changed. Of the large tables it names the rows: of rules there may be a million. The other tables are read whole.</summary>
internal sealed class ChangedTables
{
    public const string Rule = "rule", DnsRecord = "dns_record";

    private readonly HashSet<string> tables = [];

    /// <summary>The rows of a large table; null where it is to be read whole.</summary>
    private readonly Dictionary<string, HashSet<long>?> rows = [];

    /// <summary>All tables, where the feed does not say.</summary>
    public static readonly ChangedTables All = new() { IsAll = true };

    public bool IsAll { get; private init; }

    public bool IsNothing => !IsAll && tables.Count == 0;

    public bool Has(string table) => IsAll || tables.Contains(table);

    /// <summary>The ids of the rows of a large table that are to be read; null for all or none of them.</summary>
    public IReadOnlyCollection<long>? RowsOf(string table) => rows.GetValueOrDefault(table);

    /// <param name="table">The table.</param>
    /// <param name="key">Null where it is not said which of its rows.</param>
    public void Add(string table, string? key)
    {
        bool isFirst = tables.Add(table);
        if (table is not (Rule or DnsRecord))
            return;
        if (!long.TryParse(key, CultureInfo.InvariantCulture, out long id))
            rows[table] = null;
        else if (isFirst)
            rows[table] = [id];
        else
            rows[table]?.Add(id);
    }
}
