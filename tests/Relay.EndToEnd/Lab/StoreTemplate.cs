using Relay.TestKit;

namespace Relay.EndToEnd.Lab;

/// <summary>A store as <c>urelay migrate</c> makes it, made once: doing it for each worker would be a good part of the time of the tests.</summary>
internal static class StoreTemplate
{
    private static readonly Lazy<Task<string>> template = new(MakeAsync);

    /// <summary>Copies it, into the hands of a user.</summary>
    public static async Task CopyAsync(string path, int userId) =>
        Shell.Run("install", $"--owner={userId}", $"--group={userId}", "--mode=600", await template.Value, path);

    private static async Task<string> MakeAsync()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-e2e-store-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Delete(recursive: true);
        string path = Path.Combine(directory.FullName, "urelay.db");
        using Urelay user = Urelay.As("root");
        ShellResult migrated = await user.RunAsync("migrate", "--store", path);
        if (migrated.Status != 0)
            throw new InvalidOperationException(migrated.Errors);
        // One file, with all that was written to its log.
        Shell.Run("sqlite3", path, "PRAGMA wal_checkpoint(TRUNCATE)");
        return path;
    }
}
