using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Exec;

/// <summary>The program's status, streams and signals are its own.</summary>
public sealed class ProgramTests
{
    private const string Loop = "echo ready; while :; do sleep 0.05; done";

    [Theory]
    [InlineData("root", "exit 42", 42)]
    [InlineData("nobody", "exit 42", 42)]
    [InlineData("root", "kill -KILL $$", 137)]
    [InlineData("nobody", "kill -SEGV $$", 139)]
    public async Task The_status_is_the_programs(string user, string script, int status)
    {
        using Urelay urelay = Urelay.As(user);
        ShellResult result = await urelay.BashAsync(script);
        Assert.Equal(("", "", status), (result.Output, result.Errors, result.Status));
    }

    [Theory]
    [InlineData("urelay-no-such-program", 127, "urelay: urelay-no-such-program: command not found\n")]
    [InlineData("/etc/passwd", 126, "urelay: /etc/passwd: permission denied\n")]
    public async Task A_program_that_cannot_be_run_is_told_as_by_a_shell(string program, int status, string complaint)
    {
        using Urelay urelay = Urelay.As("root");
        ShellResult result = await urelay.RunAsync("exec", "--", program);
        Assert.Equal(("", complaint, status), (result.Output, result.Errors, result.Status));
    }

    [Theory]
    [InlineData("root", "0")]
    [InlineData("nobody", "65534")]
    public async Task The_user_stays_and_arguments_and_streams_are_passed_through(string user, string id)
    {
        using Urelay urelay = Urelay.As(user);
        using RunningProgram program = urelay.Start("exec", "--", "bash", "-c", "id -u; cat; echo \"$@\" >&2", "name", "--option", "a  b", "--");
        await program.Input.WriteAsync("typed\n");
        ShellResult result = await program.EndAsync();
        Assert.Equal(($"{id}\ntyped\n", "--option a  b --\n", 0), (result.Output, result.Errors, result.Status));
    }

    [Theory]
    [InlineData("root", "TERM", 9)]
    [InlineData("nobody", "TERM", 9)]
    [InlineData("root", "HUP", 9)]
    [InlineData("root", "USR1", 9)]
    public async Task A_signal_to_urelay_reaches_the_program(string user, string signal, int status)
    {
        using Urelay urelay = Urelay.As(user);
        using RunningProgram program = urelay.StartBash($"trap 'echo caught; exit {status}' {signal}; {Loop}");
        await program.WaitForAsync("ready");
        program.Signal(signal);
        ShellResult result = await program.EndAsync();
        Assert.Equal(("ready\ncaught\n", status), (result.Output, result.Status));
    }

    [Theory]
    [InlineData("root")]
    [InlineData("nobody")]
    public async Task After_Ctrl_C_the_program_decides(string user)
    {
        using Urelay urelay = Urelay.As(user);
        using RunningProgram program = urelay.StartBash($"trap 'echo caught; exit 7' INT; {Loop}");
        await program.WaitForAsync("ready");
        program.SignalGroup("INT");
        ShellResult result = await program.EndAsync();
        Assert.Equal(("ready\ncaught\n", 7), (result.Output, result.Status));
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task A_signal_that_the_program_does_not_handle_ends_it(string signal, int status)
    {
        using Urelay urelay = Urelay.As("root");
        using RunningProgram program = urelay.StartBash("echo ready; exec sleep 1000");
        await program.WaitForAsync("ready");
        program.SignalGroup(signal);
        Assert.Equal(status, (await program.EndAsync()).Status);
    }

    /// <summary>Whenever the signal comes, also while the namespaces are being built, urelay or the program ends of it.</summary>
    [Fact]
    public async Task SIGTERM_at_any_moment_of_the_start_ends_it()
    {
        using Urelay urelay = Urelay.As("root");
        int[] statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            using RunningProgram program = urelay.StartBash("exec sleep 1000");
            // No moment decides the test: it must hold for all.
            await Task.Delay(i * 150);
            program.Signal("TERM");
            return (await program.EndAsync()).Status;
        }));
        Assert.All(statuses, status => Assert.Equal(143, status));
    }

    [Fact]
    public async Task An_end_of_the_namespaces_from_outside_is_told()
    {
        using Urelay urelay = Urelay.As("root");
        using RunningProgram program = urelay.StartBash("echo ready; sleep 1000");
        await program.WaitForAsync("ready");
        // urelay → unshare → the gate
        Shell.Run("bash", "-c", $"kill -KILL $(pgrep -P $(pgrep -P {program.Id}))");
        ShellResult result = await program.EndAsync();
        Assert.Equal(("urelay: the program's namespaces were ended from outside\n", 1), (result.Errors, result.Status));
    }
}
