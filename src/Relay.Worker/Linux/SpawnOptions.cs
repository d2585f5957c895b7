namespace Relay.Worker.Linux;

/// <summary>What a child gets that differs from its parent. Directory, process group and everything else are inherited.</summary>
internal sealed record SpawnOptions
{
    /// <summary>Descriptors to place: the parent's number, and the child's (below 16). Others must be close-on-exec to stay behind.</summary>
    public IReadOnlyList<(int From, int To)> Descriptors { get; init; } = [];

    /// <summary>The child's blocked signals; null: as the parent's.</summary>
    public IReadOnlyList<int>? BlockedSignals { get; init; }

    /// <summary>Environment variables that are set besides, as NAME=VALUE.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>Environment variables that are not passed on.</summary>
    public IReadOnlyList<string> WithoutVariables { get; init; } = [];
}
