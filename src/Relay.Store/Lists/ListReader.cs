namespace Relay.Store.Lists;

/// <summary>Reads the files of a list, line by line; what is no entry is passed over and counted.</summary>
public sealed class ListReader(ListFormat format)
{
    /// <summary>Whole lists may be in a syntax that is not supported: the first lines tell enough.</summary>
    private const int MostFaults = 5;

    private readonly ListEntries entries = new();
    private readonly List<string> faults = [];

    /// <summary>Lines of all files, empty ones and comments too.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines that are not in the list, or not whole.</summary>
    public long PassedOver { get; private set; }

    /// <summary>The first of these: file, line, and what is wrong with it.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <param name="text">Where the lines come from.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task ReadAsync(TextReader text, string name, CancellationToken cancellation)
    {
        for (long line = 1; await text.ReadLineAsync(cancellation).ConfigureAwait(false) is { } content; line++)
        {
            Lines++;
            if (ListLine.Read(format, content, entries) is not { } fault)
                continue;
            PassedOver++;
            if (faults.Count < MostFaults)
                faults.Add($"{name}:{line}: {fault}");
        }
    }

    /// <summary>What was read, once all files are.</summary>
    public RuleList Finish()
    {
        entries.ApplyExceptions();
        return new RuleList(entries.Domains, entries.Exceptions, entries.Networks);
    }
}
