namespace Relay.Store.Model.Compiling;

/// <summary>What is wrong with the rows so far: one problem a row, its faults joined.</summary>
internal sealed class Problems
{
    // Both are in the key of the table, and PostgreSQL takes 2704 bytes there.
    private const int KeyLimit = 150, MessageLimit = 500;

    /// <summary>A million rules may name one upstream, and that be broken: a table of as many problems would help nobody and take long to write.</summary>
    private const int CountLimit = 1000;

    private readonly List<Problem> found = [];
    private int more;

    public IReadOnlyList<Problem> Found => more == 0 ? found
        : [.. found, new Problem(found[^1].TableName, "…", $"{more} more rows are wrong: mend those that are named here, and the next ones are named")];

    /// <summary>True where a row was such that the whole change is rejected.</summary>
    public bool RejectChange { get; private set; }

    /// <summary>The row cannot be left out without sending flows another way: nothing of the change is taken.</summary>
    public void Reject(string table, string key, params IEnumerable<string> faults)
    {
        RejectChange = true;
        Note(table, key, faults);
    }

    /// <summary>The row refuses the flows that come to it; the rest of the change is taken.</summary>
    public void Note(string table, string key, params IEnumerable<string> faults)
    {
        if (found.Count == CountLimit)
            more++;
        else
            found.Add(new Problem(table, Cut(key, KeyLimit), Cut(string.Join("; ", faults), MessageLimit)));
    }

    private static string Cut(string text, int limit) =>
        text.Length <= limit ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[limit - 2]) ? limit - 2 : limit - 1)}…";
}
