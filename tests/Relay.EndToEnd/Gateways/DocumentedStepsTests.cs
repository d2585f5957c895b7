using System.Text;
using System.Text.RegularExpressions;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>docs/gateway.md is true: its blocks marked <c>sh</c> are run in order, in one shell.</summary>
public sealed partial class DocumentedStepsTests(InternetSide internet)
{
    /// <summary>
    /// The steps see a machine of their own: /run (with its network namespaces), /etc and /var/lib are copies, and the programs are on the PATH where every user
    /// can run them. With the end of the shell all of it is gone, processes included.
    /// </summary>
    private const string Prelude = """
        mount --make-rprivate /
        mkdir -p "$SCRATCH/etc"
        cp -a /etc/. "$SCRATCH/etc"
        rm -f "$SCRATCH/etc/resolv.conf"
        cp -L /etc/resolv.conf "$SCRATCH/etc/resolv.conf" || true
        mkdir -p "$SCRATCH/etc/powerdns"
        mount --bind "$SCRATCH/etc" /etc
        mount -t tmpfs -o mode=755 tmpfs /var/lib
        mount -t tmpfs -o mode=755 tmpfs /run
        mkdir /run/worker /run/backend
        mount --bind "$WORKER" /run/worker
        mount --bind "$BACKEND" /run/backend
        export PATH="/run/worker:/run/backend:$PATH:/usr/sbin:/sbin"

        """;

    [Fact]
    public async Task The_steps_of_the_gateway_document_work_in_their_order()
    {
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("urelay-doc-");
        try
        {
            string script = Path.Combine(scratch.FullName, "steps");
            await File.WriteAllTextAsync(script, Prelude + StepsOf("docs/gateway.md"), TestContext.Current.CancellationToken);
            Dictionary<string, string> environment = new()
            {
                ["SCRATCH"] = scratch.FullName,
                ["WORKER"] = Path.GetDirectoryName(Programs.Worker)!,
                ["BACKEND"] = Path.GetDirectoryName(Programs.Backend)!,
                ["WEB"] = internet.Address4,
            };
            using RunningProgram shell = new(
                ["setsid", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-x", "-euo", "pipefail", script], environment, Programs.Root);
            ShellResult result = await shell.EndAsync();
            Assert.True(result.Status == 0, $"status {result.Status}\n{result.Output}{result.Errors}");

            Assert.Equal(4, HelloLine().Count(result.Output));
            Assert.Matches(@"PTR\s+www\.example\.test\.", result.Output);
            Assert.Matches(@"\ntransparent\|fd75:7265:6c61:1::2\|ads\.example\.test\|phantom\|[^\n]*\|blocked\n", result.Output);
            Assert.Matches(@"\nsocks\|10\.75\.0\.2\|www\.example\.test\|socks_name\|direct\|[^\n]*\|ok\n", result.Output);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static string StepsOf(string document)
    {
        StringBuilder steps = new();
        foreach (Match block in ShellBlock().Matches(File.ReadAllText(Path.Combine(Programs.Root, document))))
            steps.Append(block.Groups["steps"].Value);
        return steps.ToString();
    }

    [GeneratedRegex(@"^```sh\n(?<steps>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("^hello$", RegexOptions.Multiline)]
    private static partial Regex HelloLine();
}
