using System.Text;
using Relay.Worker.Isolation;
using Xunit;

namespace Relay.Worker.Tests.Isolation;

/// <summary>The current directory is the whole process's, so these run alone.</summary>
[CollectionDefinition(nameof(GateCurrentDirectoryTests), DisableParallelization = true)]
[Collection(nameof(GateCurrentDirectoryTests))]
public sealed class GateCurrentDirectoryTests : IDisposable
{
    private readonly string before = Environment.CurrentDirectory;
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-test-");

    public void Dispose()
    {
        Environment.CurrentDirectory = before;
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task One_that_is_hidden_does_not_show_through()
    {
        string store = directory.CreateSubdirectory("store").FullName;
        await File.WriteAllTextAsync(Path.Combine(store, "secret"), "", TestContext.Current.CancellationToken);
        Environment.CurrentDirectory = store;
        await using Gate gate = await StartAsync(store, "[ -z \"$(ls -A)\" ]");
        Assert.Equal(0, await gate.RunAsync());
    }

    [Fact]
    public async Task One_below_what_is_hidden_is_refused()
    {
        Environment.CurrentDirectory = directory.CreateSubdirectory("store").FullName;
        await using Gate gate = await StartAsync(directory.FullName, "true");
        GateException failure = await Assert.ThrowsAsync<GateException>(gate.RunAsync);
        Assert.Contains("is hidden from the program", failure.Message, StringComparison.Ordinal);
    }

    private static Task<Gate> StartAsync(string hidden, string script)
    {
        byte[][] program = [.. new[] { "sh", "-c", script }.Select(Encoding.UTF8.GetBytes)];
        return Gate.StartAsync(new GateOptions { Program = program, Hidden = [hidden] }, TestContext.Current.CancellationToken);
    }
}
