using Microsoft.Win32.SafeHandles;
using Relay.Worker.Linux;
using Xunit;

namespace Relay.Worker.Tests.Linux;

/// <summary>Making network namespaces needs root, as the tests of gateways do.</summary>
public sealed class NamespaceThreadTests
{
    private const string OfThisThread = "/proc/thread-self/ns/net";

    [Fact]
    public void A_namespace_can_be_made_and_entered_by_path()
    {
        using NamespaceThread made = NamespaceThread.Create("made");
        using SafeFileHandle held = made.Run(() => File.OpenHandle(OfThisThread));
        using NamespaceThread entered = NamespaceThread.Enter($"/proc/self/fd/{held.DangerousGetHandle()}");

        Assert.Equal(made.Run(Identity), entered.Run(Identity));
        Assert.NotEqual(Identity(), made.Run(Identity));
    }

    [Fact]
    public void The_exception_of_a_request_is_the_callers()
    {
        using NamespaceThread made = NamespaceThread.Create("made");
        Assert.Throws<InvalidDataException>(() => made.Run(() => throw new InvalidDataException()));
        Assert.Equal(1, made.Run(() => 1));
    }

    [Theory]
    [InlineData("no-such-namespace", "/run/netns/no-such-namespace")]
    [InlineData("/no/such/path", "/no/such/path")]
    [InlineData("/proc/self/ns/mnt", "Invalid argument")]
    public void What_cannot_be_entered_is_named(string name, string said)
    {
        string message = Assert.Throws<LinuxException>(() => NamespaceThread.Enter(name)).Message;
        Assert.Contains($"network namespace '{name}'", message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    private static string? Identity() => new FileInfo(OfThisThread).LinkTarget;
}
