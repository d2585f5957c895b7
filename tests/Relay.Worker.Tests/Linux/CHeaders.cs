using System.Diagnostics;
using Xunit;

namespace Relay.Worker.Tests.Linux;

/// <summary>Has the C compiler judge what we say of its headers.</summary>
internal static class CHeaders
{
    /// <summary>Fails with the compiler's words where an assertion (a constant expression of C) does not hold.</summary>
    public static void Agree(IEnumerable<string> headers, IEnumerable<string> assertions)
    {
        IEnumerable<string> lines =
        [
            "#define _GNU_SOURCE",
            .. headers.Select(header => $"#include <{header}>"),
            .. assertions.Select(text => $"_Static_assert({text}, \"\");"),
        ];
        ProcessStartInfo start = new("gcc", ["-fsyntax-only", "-x", "c", "-"]) { RedirectStandardInput = true, RedirectStandardError = true };
        using Process compiler = Process.Start(start)!;
        compiler.StandardInput.Write(string.Join('\n', lines) + "\n");
        compiler.StandardInput.Close();
        Assert.Equal("", compiler.StandardError.ReadToEnd());
    }
}
