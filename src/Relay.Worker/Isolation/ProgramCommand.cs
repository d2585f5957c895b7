using System.Globalization;
using System.Text;
using Relay.Worker.Linux;

namespace Relay.Worker.Isolation;

/// <summary>How the gate starts the program: through unshare(1), which puts it into a user namespace of its own, with the caller's own user and group.</summary>
internal static class ProgramCommand
{
    /// <summary>execvp(3) without PATH.</summary>
    private const string DefaultPath = "/bin:/usr/bin";

    public static IReadOnlyList<byte[]> Build(string unshare, GateSetup setup, IReadOnlyList<byte[]> program) =>
    [
        .. new[] { unshare, "--user", Option("--map-user", setup.UserId), Option("--map-group", setup.GroupId), "--" }.Select(Encoding.UTF8.GetBytes),
        .. program,
    ];

    /// <summary>Says beforehand, in a shell's words and with its exit status, what unshare(1) would say in its own.</summary>
    /// <exception cref="GateException">The program is not there, or is none.</exception>
    public static void Check(byte[] name)
    {
        string text = Encoding.UTF8.GetString(name);
        bool isPath = name.Contains((byte)'/');
        Errno worst = Errno.NoEntry;
        foreach (byte[] candidate in isPath ? [name] : Candidates(name))
        {
            Errno error = Libc.CanExecute(candidate).Error;
            if (error == Errno.None && Directory.Exists(Encoding.UTF8.GetString(candidate)))
                error = Errno.AccessDenied;
            if (error == Errno.None)
                return;
            // As shells do: what a directory out of reach may hold is not found.
            if (error == Errno.AccessDenied && (isPath || File.Exists(Encoding.UTF8.GetString(candidate))))
                worst = error;
        }
        throw worst == Errno.AccessDenied
            ? new GateException($"{text}: permission denied", 126)
            : new GateException($"{text}: {(isPath ? "no such file" : "command not found")}", 127);
    }

    private static IEnumerable<byte[]> Candidates(byte[] name)
    {
        if (name.Length == 0)
            yield break;
        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? DefaultPath).Split(':'))
            yield return [.. Encoding.UTF8.GetBytes(directory.Length == 0 ? "./" : directory + "/"), .. name];
    }

    private static string Option(string name, int id) => string.Create(CultureInfo.InvariantCulture, $"{name}={id}");
}
