namespace Relay.Bench;

/// <summary>A line of the table.</summary>
internal sealed record Figure(string Measure, string Name, string Unit)
{
    public string Title => $"{Measure}: {Name}";
}
