using Relay.Bench.Contenders;

namespace Relay.Bench.Measures;

internal interface IMeasure
{
    string Name { get; }

    /// <summary>Takes it once of one contender, to which the client's connections are directed.</summary>
    /// <exception cref="MeasureFailedException">The contender did not do what was asked of it.</exception>
    Task TakeAsync(Lab lab, Contender contender, Relaying relaying, Samples samples, int seconds);
}
