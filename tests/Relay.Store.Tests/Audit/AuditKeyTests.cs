using Relay.Store.Audit;
using Xunit;

namespace Relay.Store.Tests.Audit;

public sealed class AuditKeyTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("urelay-key-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void A_key_is_read_as_it_is()
    {
        byte[] key = [.. Enumerable.Range(0, 16).Select(n => (byte)n)];
        Assert.Equal(key, AuditKey.Read(FileOf(key)));
    }

    [Fact]
    public void What_is_no_key_is_refused_in_one_line()
    {
        string open = FileOf(new byte[16]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        (string? File, string Why)[] wrong = [(null, "--audit-key"), (FileOf(new byte[15]), "has 15 bytes"), (Path.Combine(directory, "none"), "/dev/urandom"), (open, "chmod 600")];
        foreach ((string? file, string why) in wrong)
        {
            string message = Assert.Throws<StoreUnavailableException>(() => AuditKey.Read(file)).Message;
            Assert.Contains(why, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    private string FileOf(byte[] key)
    {
        string path = Path.Combine(directory, Guid.NewGuid().ToString("n"));
        using FileStream made = JournalFiles.Create(path, preallocate: 0);
        made.Write(key);
        return path;
    }
}
