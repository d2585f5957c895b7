namespace Relay.Store.Model;

/// <summary>What a phantom address carries: a row of <c>phantom</c> (40-bit id) and that row's random 22-bit tag (design section 4).</summary>
public readonly record struct Phantom(long Id, uint Tag)
{
    public const long MaxId = (1L << 40) - 1;
    public const uint MaxTag = (1u << 22) - 1;
}
