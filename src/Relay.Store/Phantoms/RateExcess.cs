namespace Relay.Store.Phantoms;

/// <summary>Whose rate is used up.</summary>
internal enum RateExcess
{
    None, OfClient, OfAll,
}
