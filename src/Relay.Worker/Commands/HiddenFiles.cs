using Relay.Store;

namespace Relay.Worker.Commands;

/// <summary>What of ours a relayed program shall not see: the store's files, the key of the audit, the journal with the sockets of running workers, and the ways into this process. They exist while the store is open.</summary>
internal static class HiddenFiles
{
    private static readonly string[] StoreSuffixes = ["", "-wal", "-shm"];
    private static readonly string[] DebuggingSocketKinds = ["dotnet-diagnostic", "clr-debug-pipe"];

    public static IReadOnlyList<string> Of(StoreOptions store) =>
    [
        .. store.IsEmbedded ? StoreSuffixes.Select(suffix => store.FilePath + suffix).Append(store.IdFile) : [],
        .. new[] { store.AuditKeyFile, store.LocationFile, store.PasswordFile }.OfType<string>(),
        store.JournalRoot,
        .. DebuggingSockets(),
    ];

    /// <summary>The runtime's, in the temporary directory: a Unix socket with a path is reached from every network namespace.</summary>
    private static IEnumerable<string> DebuggingSockets() =>
        DebuggingSocketKinds.SelectMany(kind => Directory.GetFiles(Path.GetTempPath(), $"{kind}-{Environment.ProcessId}-*"));
}
