using Relay.Store;

namespace Relay.Worker.Isolation;

/// <summary>Environment variables between wrapper, worker and gate. The program gets the caller's environment, without them.</summary>
internal static class GateEnvironment
{
    private const string Diagnostics = "COMPlus_EnableDiagnostics";

    /// <summary>
    /// The runtime's debugging sockets in /tmp would be left behind by a process that is killed, and would let the program into the worker.
    /// In this old spelling, so that a DOTNET_EnableDiagnostics of the user's wins, and is not taken from the program.
    /// </summary>
    public const string NoDiagnostics = Diagnostics + "=0";

    /// <summary>Not the program's. The store's location may hold its password.</summary>
    public static readonly IReadOnlyList<string> Ours = [CallerLimits.Variable, Diagnostics, StoreOptions.EnvironmentVariable, StoreOptions.FileEnvironmentVariable];
}
