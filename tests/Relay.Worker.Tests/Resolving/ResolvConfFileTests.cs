using Microsoft.Extensions.Logging.Abstractions;
using Relay.Worker.Resolving;
using Xunit;

namespace Relay.Worker.Tests.Resolving;

public sealed class ResolvConfFileTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void A_change_is_seen_after_a_second_and_a_vanished_file_is_remembered()
    {
        File.WriteAllText(path, "nameserver 192.0.2.1\n");
        ResolvConfFile file = new(path, NullLogger.Instance);
        ResolvConf first = file.Current(5000);
        Assert.Equal("192.0.2.1", first.Servers[0].ToString());
        File.WriteAllText(path, "nameserver 192.0.2.2\n");
        Assert.Same(first, file.Current(5999));
        ResolvConf second = file.Current(6000);
        Assert.Equal("192.0.2.2", second.Servers[0].ToString());
        Assert.Same(second, file.Current(7000));
        File.Delete(path);
        Assert.Same(second, file.Current(8000));
    }

    [Fact]
    public void The_file_of_a_namespace_stands_in_for_that_of_the_system_while_it_is_there()
    {
        File.WriteAllText(path, "nameserver 192.0.2.1\n");
        string own = path + ".own";
        ResolvConfFile file = new(path, NullLogger.Instance, own);
        Assert.Equal(("192.0.2.1", path), (file.Current(1000).Servers[0].ToString(), file.Place));
        File.WriteAllText(own, "nameserver 192.0.2.2\n");
        Assert.Equal(("192.0.2.2", own), (file.Current(2000).Servers[0].ToString(), file.Place));
        File.Delete(own);
        Assert.Equal("192.0.2.1", file.Current(3000).Servers[0].ToString());
    }
}
