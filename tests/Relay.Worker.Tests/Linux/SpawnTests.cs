using System.Text;
using Microsoft.Win32.SafeHandles;
using Relay.Worker.Linux;
using Xunit;

namespace Relay.Worker.Tests.Linux;

public sealed class SpawnTests
{
    private const int BrokenPipe = 13, Terminate = 15;

    [Fact]
    public void A_broken_pipe_ends_the_child_as_it_ends_any_program() =>
        Assert.Equal(128 + BrokenPipe, Run("kill -PIPE $$; exit 0", new SpawnOptions()).Status);

    [Fact]
    public void Blocked_signals_are_as_asked() =>
        Assert.Equal(0, Run("kill -TERM $$; exit 0", new SpawnOptions { BlockedSignals = [Terminate] }).Status);

    [Fact]
    public void A_variable_can_be_left_out() =>
        // Asked of the kernel, as the shell would make itself a PATH.
        Assert.DoesNotContain("PATH=", Run("/usr/bin/tr '\\0' '\\n' </proc/$$/environ | /usr/bin/grep ^PATH=", new SpawnOptions { WithoutVariables = ["PATH"] }).Output);

    [Fact]
    public void A_variable_can_be_added() =>
        Assert.Equal("value\n", Run("echo $URELAY_TEST", new SpawnOptions { Variables = ["URELAY_TEST=value"] }).Output);

    [Fact]
    public void Arguments_are_bytes()
    {
        using SafeFileHandle output = new(Libc.OpenMemory("output"), ownsHandle: true);
        byte[] odd = [0xff, (byte)'x', 0xfe];
        int pid = Spawn.Start("/usr/bin/printf", ["printf"u8.ToArray(), "%s"u8.ToArray(), odd], new SpawnOptions { Descriptors = [((int)output.DangerousGetHandle(), 1)] });
        Libc.Wait(pid, out ProcessEnd end);
        byte[] printed = new byte[8];
        Assert.Equal(0, end.Status);
        Assert.Equal(odd, printed[..RandomAccess.Read(output, printed, 0)]);
    }

    [Fact]
    public void What_cannot_be_executed_is_said_at_once() =>
        Assert.Equal(Errno.NoEntry, Assert.Throws<LinuxException>(() => Spawn.Start("/nonexistent", ["x"u8.ToArray()], new SpawnOptions())).Error);

    private static (int Status, string Output) Run(string script, SpawnOptions options)
    {
        using SafeFileHandle output = new(Libc.OpenMemory("output"), ownsHandle: true);
        byte[][] command = [.. new[] { "sh", "-c", script }.Select(Encoding.UTF8.GetBytes)];
        int pid = Spawn.Start("/bin/sh", command, options with { Descriptors = [((int)output.DangerousGetHandle(), 1)] });
        Libc.Wait(pid, out ProcessEnd end);
        byte[] text = new byte[4096];
        return (end.Status, Encoding.UTF8.GetString(text, 0, RandomAccess.Read(output, text, 0)));
    }
}
