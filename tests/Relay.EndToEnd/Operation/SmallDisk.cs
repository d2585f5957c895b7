using Relay.TestKit;

namespace Relay.EndToEnd.Operation;

/// <summary>A directory becomes a file system of its own, of 32 MiB.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string directory;

    public SmallDisk(string directory)
    {
        this.directory = directory;
        Shell.Run("mount", "-t", "tmpfs", "-o", "size=32m,mode=755", "urelay-test", directory);
    }

    private string Ballast => Path.Combine(directory, "ballast");

    /// <summary>Until ENOSPC.</summary>
    public void Fill()
    {
        ShellResult written = Shell.TryRun("dd", "if=/dev/zero", $"of={Ballast}", "bs=4k");
        if (!written.Errors.Contains("No space left on device", StringComparison.Ordinal))
            throw new InvalidOperationException(written.Errors);
    }

    public void MakeRoom() => File.Delete(Ballast);

    /// <summary>May be called again: it has to be gone before the directory is deleted.</summary>
    public void Dispose() => _ = Shell.TryRun("umount", "-l", directory);
}
