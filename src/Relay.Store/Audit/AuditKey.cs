namespace Relay.Store.Audit;

/// <summary>
/// The key of hashed client addresses: a file outside of the database, the same for all workers of a deployment. Never made by itself: a key that is new by mistake
/// would make two clients of one.
/// </summary>
internal static class AuditKey
{
    /// <summary>128 bits are beyond guessing; addresses are not, so that the key is all that protects them.</summary>
    public const int MinimumLength = 16;

    private const int MaximumLength = 4096;

    /// <exception cref="StoreUnavailableException">There is none, it is too short, or others may read it.</exception>
    public static byte[] Read(string? path)
    {
        if (path is null)
            throw new StoreUnavailableException("--audit-clients hash needs a key: name its file with --audit-key");
        try
        {
            if (new FileInfo(path).Length is < MinimumLength or > MaximumLength)
                throw new StoreUnavailableException($"the audit key '{path}' has {new FileInfo(path).Length} bytes: make it {MinimumLength} to {MaximumLength} random ones");
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0)
                throw new StoreUnavailableException($"the audit key '{path}' can be read by others: chmod 600 it");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"the audit key cannot be read: {e.Message.ReplaceLineEndings(" ")} (make it once: head -c 32 /dev/urandom > FILE; chmod 600 FILE; all workers of a deployment need the same)", e);
        }
    }
}
