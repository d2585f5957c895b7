using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Relay.Worker.Linux;

namespace Relay.Worker.Isolation;

/// <summary>A program of the system that sets something up from a script on its standard input.</summary>
internal static class SystemTool
{
    /// <summary>Where a tool finds the descriptor that it was given.</summary>
    public const int InheritedDescriptor = 3;

    private static readonly string[] AlwaysSearched = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    /// <summary>Finds a tool; ordinary users often lack /usr/sbin in their PATH.</summary>
    /// <exception cref="GateException">It is not installed.</exception>
    public static string Find(string name, string package)
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return path.Concat(AlwaysSearched).Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists)
            ?? throw new GateException($"the program '{name}' is missing: install the package {package}");
    }

    /// <summary>Runs a tool to its end, in the namespaces of the calling thread; an inherited descriptor is its <see cref="InheritedDescriptor"/>.</summary>
    /// <exception cref="GateException">It failed: its first line of complaint.</exception>
    public static void Run(string tool, string[] arguments, string script, SafeFileHandle? inherited = null)
    {
        // Files in memory instead of pipes: nothing can block, whatever the tool reads or writes.
        using SafeFileHandle input = OpenMemory(tool), output = OpenMemory(tool);
        RandomAccess.Write(input, Encoding.UTF8.GetBytes(script), 0);
        int read = (int)input.DangerousGetHandle(), write = (int)output.DangerousGetHandle();
        byte[][] command = [.. arguments.Prepend(tool).Select(Encoding.UTF8.GetBytes)];
        List<(int, int)> descriptors = [(read, 0), (write, 1), (write, 2)];
        if (inherited is not null)
            descriptors.Add(((int)inherited.DangerousGetHandle(), InheritedDescriptor));
        int pid = Spawn.Start(tool, command, new SpawnOptions { Descriptors = descriptors });
        Libc.Wait(pid, out ProcessEnd end);
        if (end.Status != 0)
            throw new GateException(string.Create(CultureInfo.InvariantCulture, $"{tool} {string.Join(' ', arguments)}: {FirstLine(output) ?? $"exit status {end.Status}"}"));
    }

    private static string? FirstLine(SafeFileHandle output)
    {
        byte[] text = new byte[1024];
        int length = RandomAccess.Read(output, text, 0);
        return Encoding.UTF8.GetString(text, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
    }

    private static SafeFileHandle OpenMemory(string name) => new(Libc.OpenMemory(Path.GetFileName(name)), ownsHandle: true);
}
