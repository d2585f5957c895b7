using Xunit;

namespace Relay.Store.Tests;

public sealed class StoreReaderTests
{
    [Fact]
    public async Task A_file_that_is_not_there_is_not_made()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        StoreUnavailableException refused = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => StoreReader.OpenAsync(new StoreOptions { Location = path }, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Contains("there is no store", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }
}
