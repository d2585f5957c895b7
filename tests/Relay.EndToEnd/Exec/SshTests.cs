using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Exec;

public sealed class SshTests(InternetSide internet)
{
    [Fact]
    public async Task Ssh_works_through_it()
    {
        const int port = 2222;
        using Urelay urelay = Urelay.As("root");
        string Key(string name)
        {
            string path = Path.Combine(urelay.Home, name);
            Shell.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path);
            return path;
        }

        string hostKey = Key("host"), userKey = Key("user");
        string configuration = Path.Combine(urelay.Home, "sshd_config");
        await File.WriteAllTextAsync(configuration, $"""
            Port {port}
            HostKey {hostKey}
            AuthorizedKeysFile {userKey}.pub
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin prohibit-password

            """, TestContext.Current.CancellationToken);
        Directory.CreateDirectory("/run/sshd");
        using RunningProgram server = new(
            ["setsid", "ip", "netns", "exec", internet.Space.Name, "/usr/sbin/sshd", "-D", "-e", "-f", configuration], new Dictionary<string, string>(), urelay.Home);
        await server.WaitForAsync("Server listening on ::");

        ShellResult result = await urelay.RunAsync("exec", "--host", $"shell.test={internet.Address4}", "--",
            "ssh", "-F", "none", "-i", userKey, "-p", $"{port}", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "root@shell.test", "echo", "over", "ssh");
        Assert.True(result is { Output: "over ssh\n", Status: 0 }, $"{result}\n{server.Errors}");
        Assert.Equal(("shell.test", "ok", port), (await urelay.AuditAsync(1)).Select(row => (row.Domain, row.Outcome, (int)row.AskedPort)).Single());
    }
}
