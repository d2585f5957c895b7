using Relay.Store.Model;

namespace Relay.Store.Tests.Examples;

/// <summary>What a file of <c>sql/examples</c> makes of a store.</summary>
internal sealed record Example(string Name)
{
    /// <summary>SQL for what the file is about to change.</summary>
    public string Before { get; init; } = "";

    public IReadOnlyList<Decision> Decisions { get; init; } = [];

    /// <summary>What else the compiled snapshot says.</summary>
    public IReadOnlyList<(Func<Snapshot, string?> Of, string Is)> Compiled { get; init; } = [];

    /// <summary>A query, and its rows.</summary>
    public IReadOnlyList<(string Query, string[] Rows)> Tables { get; init; } = [];
}
