using Relay.Worker.Isolation;
using Xunit;

namespace Relay.Worker.Tests.Isolation;

public sealed class CommandLineTests
{
    [Fact]
    public void The_last_arguments_are_taken_as_the_kernel_has_them() =>
        Assert.Equal([[(byte)'p'], [0xff, (byte)'x'], []], CommandLine.Verbatim(["p", "\ufffdx", ""], [.. "urelay\0exec\0--\0p\0"u8, 0xff, .. "x\0\0"u8]));

    [Fact]
    public void Arguments_that_are_not_those_of_the_process_are_encoded() =>
        Assert.Equal([[(byte)'q'], [0xc3, 0xa4]], CommandLine.Verbatim(["q", "ä"], "urelay\0exec\0p\0"u8));

    [Fact]
    public void More_arguments_than_there_are_do_no_harm() =>
        Assert.Equal([[(byte)'a'], [(byte)'b']], CommandLine.Verbatim(["a", "b"], "b\0"u8));
}
