using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Exec;

public sealed class SshTests(InternetSide internet)
{
    [Fact]
    public async Task Ssh_works_through_it()
    {
        using Urelay urelay = Urelay.As("root");
        using SshServer server = await SshServer.StartAsync(internet);

        ShellResult result = await urelay.RunAsync("exec", "--host", $"shell.test={internet.Address4}", "--",
            "ssh", "-F", "none", "-i", server.Key, "-p", $"{server.Port}", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "root@shell.test", "echo", "over", "ssh");
        Assert.True(result is { Output: "over ssh\n", Status: 0 }, $"{result}\n{server.Errors}");
        Assert.Equal(("shell.test", "ok", server.Port), (await urelay.AuditAsync(1)).Select(row => (row.Domain, row.Outcome, (int)row.AskedPort)).Single());
    }
}
