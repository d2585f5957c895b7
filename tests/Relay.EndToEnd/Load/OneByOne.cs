using Xunit;

namespace Relay.EndToEnd.Load;

/// <summary>Tests that want the machine for themselves: after all others, one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneByOne
{
    public const string Name = "load";
}
