using System.Globalization;
using System.Runtime.InteropServices;

namespace Relay.Worker.Isolation;

/// <summary>
/// Signals of <c>urelay exec</c> while the program runs. INT and QUIT come from the terminal, to the program too: we stay until it has ended. TERM, HUP, USR1, USR2
/// are sent to us alone: passed on. What the caller had ignored (nohup(1)) stays ignored.
/// </summary>
internal sealed class SignalForwarding : IDisposable
{
    private const int User1 = 10, User2 = 12;

    private static readonly (PosixSignal Signal, int Number)[] Kept = [(PosixSignal.SIGINT, 2), (PosixSignal.SIGQUIT, 3)];

    private static readonly (PosixSignal Signal, int Number)[] Forwarded =
        [(PosixSignal.SIGHUP, 1), (PosixSignal.SIGTERM, 15), ((PosixSignal)User1, User1), ((PosixSignal)User2, User2)];

    private readonly List<PosixSignalRegistration> registrations = [];

    /// <param name="forward">Gets the number of a signal, for instance <see cref="Gate.Signal"/>.</param>
    public SignalForwarding(Action<int> forward)
    {
        ulong ignored = Ignored(File.ReadAllLines("/proc/self/status"));
        foreach ((PosixSignal signal, int number) in Kept)
            Handle(ignored, signal, number, context => context.Cancel = true);
        foreach ((PosixSignal signal, int number) in Forwarded)
        {
            Handle(ignored, signal, number, context =>
            {
                context.Cancel = true;
                forward(number);
            });
        }
    }

    public void Dispose() => registrations.ForEach(registration => registration.Dispose());

    /// <summary>proc_pid_status(5): <c>SigIgn: 0000000000001000</c>, bit n-1 for signal n.</summary>
    internal static ulong Ignored(IEnumerable<string> status)
    {
        const string label = "SigIgn:";
        string? line = status.FirstOrDefault(line => line.StartsWith(label, StringComparison.Ordinal));
        return line is null ? 0 : ulong.Parse(line[label.Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private void Handle(ulong ignored, PosixSignal signal, int number, Action<PosixSignalContext> handler)
    {
        if ((ignored >> (number - 1) & 1) == 0)
            registrations.Add(PosixSignalRegistration.Create(signal, handler));
    }
}
