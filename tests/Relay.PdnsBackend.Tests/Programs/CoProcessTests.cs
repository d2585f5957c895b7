using System.Diagnostics;
using Xunit;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>The program itself, over its standard streams.</summary>
public sealed class CoProcessTests
{
    private const string NobodyListens = "postgres://nobody@127.0.0.1:1/nothing";

    [Fact]
    public async Task Greets_fails_and_ends_with_its_input_where_there_is_no_database()
    {
        Ended ended = await RunAsync(["--store", NobodyListens], "HELO\t5\nQ\ta.test\tIN\tANY\t-1\t::1\t::1\t::1/128\nPING\n");
        Assert.Equal((0, "OK\turelay-pdns\nFAIL\nEND\n"), (ended.Status, ended.Output));
        Assert.All(ended.Errors.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("warn: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--frob")]
    [InlineData("--store")]
    [InlineData("--listener", "x")]
    [InlineData("--store-file", "/nowhere/store")]
    [InlineData("--store-file", "/dev/null")]
    [InlineData("--store-file", "/nowhere/store", "--store", NobodyListens)]
    [InlineData("--store", "postgres://user@host:notaport/db")]
    [InlineData("--store", ":memory:")]
    [InlineData("--store", NobodyListens, "--new-names", "0")]
    [InlineData("--store", NobodyListens, "--max-names", "many")]
    [InlineData("--store", NobodyListens, "--forwarder", "resolver")]
    [InlineData("--store", NobodyListens, "--serve", "/nowhere/pdns.sock")]
    [InlineData("--store", NobodyListens, "--serve", "/dev/null")]
    [InlineData("--store", NobodyListens, "--serve", "systemd")]
    [InlineData("--store", NobodyListens, "--connect", "/run/pdns.sock")]
    [InlineData("--store", NobodyListens, "--control", "")]
    [InlineData("--store", NobodyListens, "--serve", "")]
    [InlineData("--connect", "")]
    [InlineData("--connect", "/run/a-path-that-is-longer-than-the-one-hundred-and-seven-characters-which-the-address-of-a-unix-socket-may-have.sock")]
    public async Task A_bad_command_line_is_one_line(params string[] arguments)
    {
        Ended ended = await RunAsync(arguments, "HELO\t5\n");
        Assert.Equal((2, ""), (ended.Status, ended.Output));
        Assert.StartsWith("urelay-pdns: ", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(ended.Errors.Length - 1, ended.Errors.IndexOf('\n', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_names_the_options()
    {
        Ended ended = await RunAsync(["--help"], "");
        Assert.Equal(0, ended.Status);
        Assert.Contains("--store", ended.Output, StringComparison.Ordinal);
        Assert.Contains("--listener", ended.Output, StringComparison.Ordinal);
    }

    private static async Task<Ended> RunAsync(string[] arguments, string input)
    {
        ProcessStartInfo start = new(UrelayPdns.Path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("URELAY_STORE");
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("urelay-pdns did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new Ended(process.ExitCode, await output, await errors);
    }

    private sealed record Ended(int Status, string Output, string Errors);
}
