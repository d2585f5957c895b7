namespace Relay.Worker.Isolation;

/// <summary>What <see cref="Gate"/> builds.</summary>
internal sealed record GateOptions
{
    /// <summary>The program and its arguments, as bytes: see <see cref="CommandLine"/>.</summary>
    public required IReadOnlyList<byte[]> Program { get; init; }

    /// <summary>How many transparent sockets: one for each event loop.</summary>
    public int Loops { get; init; } = 1;

    /// <summary>Files and directories that the program shall not see: the store's. Added to <see cref="HiddenPaths.OfHost"/>.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary>Environment variables that the program shall not get, beside <see cref="GateEnvironment.Ours"/>.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];

    /// <summary>The soft limit of open files that the program gets. Default: the caller's.</summary>
    public ulong? SoftOpenFiles { get; init; }
}
