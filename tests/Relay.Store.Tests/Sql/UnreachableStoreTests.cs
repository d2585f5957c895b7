using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Relay.Store.Tests.Sql;

public sealed class UnreachableStoreTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("urelay-store-").FullName;

    [Fact]
    public async Task What_is_no_database_is_one_clear_line()
    {
        string path = Path.Combine(directory, "text.db");
        await File.WriteAllTextAsync(path, new string('x', 4096), TestContext.Current.CancellationToken);
        await RefusedAsync(path, path);
    }

    [Fact]
    public Task A_file_system_without_shared_memory_is_one_clear_line() =>
        RefusedAsync($"Data Source={Path.Combine(directory, "relay.db")};Vfs=unix-none", "WAL mode");

    [Fact]
    public Task A_directory_is_one_clear_line() => RefusedAsync(directory, directory);

    [Fact]
    public Task A_path_below_a_file_is_one_clear_line() => RefusedAsync("/dev/null/relay.db", "/dev/null");

    [Fact]
    public Task A_server_that_is_not_there_is_one_clear_line() =>
        RefusedAsync("postgres://user:s3cret@127.0.0.1:1/relay", "postgres://127.0.0.1:1/relay");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static async Task RefusedAsync(string location, string named)
    {
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => RelayStore.OpenAsync(
            new StoreOptions { Location = location }, StoreRole.DnsBackend, NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
