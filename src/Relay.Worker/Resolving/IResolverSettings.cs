namespace Relay.Worker.Resolving;

/// <summary>Which servers a resolver asks now.</summary>
internal interface IResolverSettings
{
    /// <param name="now">Milliseconds of the loop's clock.</param>
    ResolvConf Current(long now);
}
