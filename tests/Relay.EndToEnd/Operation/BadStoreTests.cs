using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Operation;

/// <summary>A file that cannot be the store is one line: what, where, and what to do.</summary>
public sealed class BadStoreTests : IDisposable
{
    private readonly Urelay root = Urelay.As("root");
    private readonly Urelay nobody = Urelay.As("nobody");

    private string Store => Path.Combine(nobody.Home, "place", "urelay.db");

    public void Dispose()
    {
        root.Dispose();
        nobody.Dispose();
    }

    [Theory]
    // What is done to a good store, what is said, and what to do.
    [InlineData("chmod 444 $STORE", "attempt to write a readonly database", "needs the right to write the file")]
    [InlineData("chmod 000 $STORE", "unable to open database file", "needs the right to write the file")]
    [InlineData("chown root:root $STORE; chmod 600 $STORE", "unable to open database file", "needs the right to write the file")]
    [InlineData("chown root:root $PLACE; chmod 755 $PLACE", "", "")]
    [InlineData("chmod 000 $PLACE", "denied", "")]
    [InlineData("printf 'no database at all, of many bytes' > $STORE", "file is not a database", "name another file, or move this one away")]
    [InlineData("dd if=/dev/urandom of=$STORE bs=4096 seek=1 count=100 conv=notrunc", "malformed", "restore a backup")]
    [InlineData("rm $STORE; mkdir $STORE", "", "")]
    [InlineData("rm -r $PLACE; touch $PLACE", "", "")]
    public async Task One_line_says_what_is_wrong_and_what_to_do(string harm, string what, string advice)
    {
        Assert.Equal(0, (await nobody.RunAsync("migrate", "--store", Store)).Status);
        Shell.Run("sh", "-c", $"STORE={Store} PLACE={Path.GetDirectoryName(Store)}; {harm}");
        foreach (string[] command in (string[][])[["run", "--listen", "socks://127.0.0.1:1080"], ["forget", "--client", "192.0.2.1"]])
        {
            ShellResult result = await nobody.RunAsync([.. command, "--store", Store]);
            string line = Assert.Single(result.Errors.TrimEnd().Split('\n'));
            Assert.Equal((1, ""), (result.Status, result.Output));
            Assert.StartsWith("urelay: ", line, StringComparison.Ordinal);
            Assert.Contains(what, line, StringComparison.Ordinal);
            Assert.Contains(advice, line, StringComparison.Ordinal);
            Assert.Contains(Path.GetDirectoryName(Store)!, line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_missing_directory_is_made()
    {
        string store = Path.Combine(nobody.Home, "a", "b", "urelay.db");
        ShellResult result = await nobody.RunAsync("migrate", "--store", store);
        Assert.Equal(("", 0), (result.Errors, result.Status));
        Assert.Contains($"The store {store} had no schema.", result.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing to do", (await nobody.RunAsync("migrate", "--store", store)).Output, StringComparison.Ordinal);
    }
}
