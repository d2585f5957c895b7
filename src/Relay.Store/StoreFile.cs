namespace Relay.Store;

/// <summary>A file with the location of a store: so that its password stands on no command line and in no environment.</summary>
public static class StoreFile
{
    private const int MaximumLength = 4096;

    /// <summary>The one line of the file.</summary>
    /// <exception cref="StoreUnavailableException">There is none, or everybody may read it. The message does not repeat what it holds.</exception>
    public static string Read(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != 0)
                throw new StoreUnavailableException($"the store file '{path}' can be read by everybody, and may hold a password: chmod 600 it");
            string text = new FileInfo(path).Length <= MaximumLength ? File.ReadAllText(path).Trim() : "";
            return text.Length > 0 && !text.Contains('\n', StringComparison.Ordinal)
                ? text
                : throw new StoreUnavailableException($"the store file '{path}' does not hold one line, the location of the store");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"the store file cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
