using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>What is, or will be, known of a name: one answer for each family that was asked for. Null: it was not.</summary>
internal sealed record NameAnswers(Task<LookUp>? Six, Task<LookUp>? Four)
{
    public bool IsComplete => Six is null or { IsCompleted: true } && Four is null or { IsCompleted: true };

    /// <summary>What is known already: the answers of the administrator, or of a standard; <paramref name="by"/> whom, where that must be said.</summary>
    public static NameAnswers Of(IReadOnlyList<NetAddress> addresses, ResolutionSource source, Families wanted, string? by = null) => new(
        (wanted & Families.Six) == 0 ? null : Task.FromResult(LookUp.Known([.. addresses.Where(address => !address.IsIPv4)], source) with { By = by }),
        (wanted & Families.Four) == 0 ? null : Task.FromResult(LookUp.Known([.. addresses.Where(address => address.IsIPv4)], source) with { By = by }));

    /// <summary>The same of both families.</summary>
    public static NameAnswers Of(LookUp both) => new(Task.FromResult(both), Task.FromResult(both));

    /// <summary>Both answers as one.</summary>
    public async ValueTask<Resolution> WholeAsync() => Resolution.Of(Six is null ? null : await Six, Four is null ? null : await Four);
}
