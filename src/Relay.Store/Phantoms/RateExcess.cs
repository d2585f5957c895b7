namespace Relay.Store.Phantoms;

/// <summary>Whose rate is used up.</summary>
public enum RateExcess
{
    None, OfClient, OfAll,
}
