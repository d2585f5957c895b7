namespace Relay.Worker.Resolving;

/// <summary>Which servers a resolver asks now.</summary>
internal interface IResolverSettings
{
    /// <summary>Where they are written, for messages.</summary>
    string Place { get; }

    /// <param name="now">Milliseconds of the loop's clock.</param>
    ResolvConf Current(long now);
}
