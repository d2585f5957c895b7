using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relay.Worker.Dialing;

/// <summary>The certificates of PEM files, read again when a file has changed. Shared by all loops; not used on them, for it reads files.</summary>
internal sealed class TrustedRoots
{
    private readonly ConcurrentDictionary<string, (DateTime Changed, X509Certificate2Collection Roots)> known = new();

    /// <exception cref="InvalidDataException">The file cannot be used: why, in one line.</exception>
    public X509Certificate2Collection Of(string path)
    {
        DateTime changed = File.GetLastWriteTimeUtc(path);
        if (known.TryGetValue(path, out (DateTime Changed, X509Certificate2Collection Roots) read) && read.Changed == changed)
            return read.Roots;
        X509Certificate2Collection roots = [];
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidDataException(unreadable.Message.ReplaceLineEndings(" "));
        }
        if (roots.Count == 0)
            throw new InvalidDataException("it has no certificate");
        known[path] = (changed, roots);
        return roots;
    }
}
